import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildMessage, inHours } from '#test/support/builders';
import { startTestApp, type TestAnswer, type TestApp } from '#test/support/test-app';

const ROUNDS = 20;
const CONTACTS = 20;
const ITEMS = 100;

let t: TestApp;
let numbers = 0;
beforeAll(async () => {
  t = await startTestApp();
});
afterAll(() => t.stop());

async function addContact(): Promise<string> {
  const phones = [{ number: `+1212556${1000 + numbers++}` }];
  const answer = await t.request('POST /v1/contacts', {
    body: { name: 'Ana', phones, emails: [] },
  });
  return answer.json.id;
}

const toItem = (contactId: string | undefined) =>
  buildMessage({ contactId, to: undefined, sendAt: inHours(1) });
const postBatch = (contactIds: readonly string[]) => {
  const items = Array.from({ length: ITEMS }, (_, at) => toItem(contactIds[at % CONTACTS]));
  return t.request('POST /v1/batches', { body: { items } });
};
const read = (line: string) => t.request(`GET ${line}`);

/** Messages and what hangs on them, that point to nothing or have less than they need. */
async function countOrphans(): Promise<Record<string, number> | undefined> {
  const [row] = await t.database.connection.sql<Record<string, number>[]>`SELECT
    (SELECT count(*)::int FROM messages m LEFT JOIN contacts c ON c.id = m.contact_id
      WHERE m.contact_id IS NOT NULL AND c.id IS NULL) AS messages,
    (SELECT count(*)::int FROM messages m JOIN contacts c ON c.id = m.contact_id
      WHERE c.deleted_at IS NOT NULL AND m.status = 'scheduled') AS scheduled_of_deleted,
    (SELECT count(*)::int FROM messages m LEFT JOIN batches b ON b.id = m.batch_id
      WHERE m.batch_id IS NOT NULL AND b.id IS NULL) AS batches,
    (SELECT count(*)::int FROM messages m WHERE NOT EXISTS (SELECT FROM message_events e
      WHERE e.message_id = m.id AND e.kind = 'accepted')) AS without_event,
    (SELECT count(*)::int FROM messages m WHERE NOT m.by_batch AND NOT EXISTS (SELECT FROM outbox o
      WHERE o.message_id = m.id)) AS without_note,
    (SELECT count(*)::int FROM message_events e LEFT JOIN messages m ON m.id = e.message_id
      WHERE m.id IS NULL) AS events,
    (SELECT count(*)::int FROM outbox o LEFT JOIN messages m ON m.id = o.message_id
      WHERE m.id IS NULL) AS notes,
    (SELECT count(*)::int FROM message_words w LEFT JOIN messages m ON m.id = w.message_id
      WHERE m.id IS NULL) AS words,
    (SELECT count(*)::int FROM contact_addresses a LEFT JOIN contacts c ON c.id = a.contact_id
      WHERE c.id IS NULL) AS addresses,
    (SELECT count(*)::int FROM engagement_events e LEFT JOIN contacts c ON c.id = e.contact_id
      WHERE e.contact_id IS NOT NULL AND (c.id IS NULL OR c.deleted_at IS NOT NULL)) AS engagement`;
  return row;
}

/** Every item is accepted, with a row, or rejected for its contact that is gone. */
async function judgeBatch({ status, json }: TestAnswer): Promise<void> {
  expect([status, json.accepted + json.rejected.length]).toEqual([202, ITEMS]);
  for (const { code, detail } of json.rejected) {
    expect([code, detail]).toEqual(['validation_failed', 'contactId names no contact']);
  }
  const batch = (await read(`/v1/batches/${json.id}`)).json;
  expect(batch.total).toBe(json.accepted);
  expect(batch.counts.scheduled + batch.counts.canceled).toBe(json.accepted);
}

test('C4, B1: batches, single messages and deletions of their contacts: nothing is left or lost', {
  timeout: 180_000,
}, async () => {
  let [accepted, rejected, canceled] = [0, 0, 0];
  for (let round = 0; round < ROUNDS; round++) {
    const contactIds = await Promise.all(Array.from({ length: CONTACTS }, addContact));
    const backwards = [...contactIds].reverse();
    const doomed = contactIds.filter((_, at) => (at + round) % 4 !== 0);
    const batches = [postBatch(contactIds), postBatch(backwards)];
    const singles = backwards.map((id) => t.request('POST /v1/messages', { body: toItem(id) }));
    const deletions = doomed.map((id) => t.request(`DELETE /v1/contacts/${id}`));
    const answers = await Promise.all([
      ...batches,
      postBatch(contactIds),
      ...singles,
      ...deletions,
    ]);
    expect(answers.filter(({ status }) => status >= 500).map(({ text }) => text)).toEqual([]);
    for (const batch of [...answers.slice(0, 3)]) await judgeBatch(batch);
    accepted += answers.slice(0, 3).reduce((sum, { json }) => sum + json.accepted, 0);
    rejected += answers.slice(0, 3).reduce((sum, { json }) => sum + json.rejected.length, 0);
    canceled += answers
      .slice(-doomed.length)
      .reduce((sum, it) => sum + it.json.canceledMessages, 0);
  }
  expect(Object.values((await countOrphans()) ?? {})).toEqual(Array(10).fill(0));
  expect(t.logLines.filter((line) => /40P01|deadlock/.test(line))).toEqual([]);
  const [row] = await t.database.connection.sql`SELECT count(*)::int AS count FROM messages
    WHERE status = 'canceled' AND cancel_reason = 'contact_deleted'`;
  expect(row?.count).toBe(canceled);
  console.log(
    `${ROUNDS} rounds: ${accepted} items accepted, ${rejected} rejected, ${canceled} messages canceled`,
  );
});
