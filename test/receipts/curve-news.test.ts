import { afterAll, beforeAll, expect, test } from 'vitest';
import type { EngagementReport } from '#domain/engagement';
import { nothingReported } from '#domain/receipt';
import type { Reply } from '#domain/reply';
import { recordReports } from '#receipts/record-reports';
import { startTestSystem, type TestSystem } from '#test/support/test-system';

const HOUR_MS = 3_600_000;
const TO = 'ana@example.org';

let system: TestSystem;

beforeAll(async () => {
  system = await startTestSystem({ worker: false });
});
afterAll(() => system.stop());

const now = () => new Date(system.core.clock.nowMs());
const record = (reports: { engagements?: EngagementReport[]; replies?: Reply[] }) =>
  recordReports(system.core.connection.db, { ...nothingReported, ...reports }, now());

/** A mail that was sent two hours ago, in a workspace whose curve was learned just now. */
async function sentMail(): Promise<{ id: string; curve(): Promise<string> }> {
  const { sql } = system.core.connection;
  const sendAt = system.inMs(HOUR_MS);
  const { id } = await system.schedule({ channel: 'email', subject: 'x', to: TO, sendAt });
  await sql`UPDATE messages SET status = 'sent', sent_at = now() - interval '2 hours' WHERE id = ${id}`;
  await sql`INSERT INTO send_time_curves (workspace_id, params_hash, learned_at, state)
    SELECT workspace_id, 'h', now(), 'fresh' FROM messages WHERE id = ${id}
    ON CONFLICT (workspace_id) DO UPDATE SET state = 'fresh'`;
  return {
    id,
    async curve() {
      const [row] = await sql`SELECT state FROM send_time_curves
        WHERE workspace_id = (SELECT workspace_id FROM messages WHERE id = ${id})`;
      return row?.state;
    },
  };
}

test('O2: an open that a vendor tells late, also again, is news for the curve', async () => {
  const { id, curve } = await sentMail();
  const at = new Date(now().getTime() - HOUR_MS);
  const of = { vendor: 'sink', messageId: id, kind: 'open', machine: false, at } as const;
  await record({ engagements: [{ ...of, eventId: 'open 1' }] });
  expect(await curve()).toBe('stale');
  const { sql } = system.core.connection;
  await sql`UPDATE send_time_curves SET state = 'fresh'`;
  // Whoever kept it the first time may have died before they said so.
  await record({ engagements: [{ ...of, eventId: 'open 1' }] });
  expect(await curve()).toBe('stale');
});

test('O2: a reply is news for the curve, and what a program answers is not', async () => {
  const { id, curve } = await sentMail();
  const reply: Reply = {
    vendor: 'sink',
    dedupeKey: 'reply 1',
    channel: 'email',
    from: TO,
    to: ['office@example.com'],
    subject: 'Re: x',
    text: 'Thank you!',
    html: null,
    mediaUrls: null,
    answers: [id],
    providerMessageId: 'M1',
    threadIds: [],
    automatic: true,
  };
  await record({ replies: [reply] });
  expect(await curve()).toBe('fresh');
  await record({ replies: [{ ...reply, dedupeKey: 'reply 2', automatic: false }] });
  expect(await curve()).toBe('stale');
});
