import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { claimInTurn, claimMessage, claimPastDue, claimResends } from '#db/messages/claim-messages';
import { findTurn } from '#db/messages/find-turn';
import { editSender } from '#senders/edit-sender';
import { cloneMessages } from '#test/support/clone-messages';
import { eventually } from '#test/support/eventually';
import { mostInASecond } from '#test/support/most-in-a-second';
import { startTestSystem, type TestSystem } from '#test/support/test-system';

const LOOK_EVERY_MS = 40;

let system: TestSystem;
let nowMs: number;

beforeAll(async () => {
  system = await startTestSystem({ worker: false });
});
afterAll(() => system.stop());
beforeEach(async () => {
  await forgetAll();
  nowMs = system.core.clock.nowMs() + 1_000;
});

const db = () => system.core.connection.db;
const at = (afterMs = 0) => new Date(nowMs + afterMs);
const past = (afterMs = 0) => ({ now: at(afterMs), dueBefore: at(afterMs), limit: 60 });
const ids = (claims: readonly { id: string }[]) => claims.map(({ id }) => id);

/** Messages of one sender, due at one instant, in the order of their ids. */
async function line(count: number, overrides = {}): Promise<{ ids: string[]; senderId: string }> {
  const { id, from } = await system.schedule(overrides);
  return { ids: [id, ...(await cloneMessages(system, id, count - 1))].sort(), senderId: from.id };
}

async function setRate(senderId: string, ratePerSecond: number | null): Promise<void> {
  await system.act((scope) => editSender(scope, senderId, { ratePerSecond }, null));
}

async function pacedLine(count: number, rate: number) {
  const made = await line(count);
  await setRate(made.senderId, rate);
  return made;
}

/** Nothing is left to claim, and every sender starts anew. */
async function forgetAll(): Promise<void> {
  const { sql } = system.core.connection;
  await sql`UPDATE messages SET status = 'canceled', next_attempt_at = NULL`;
  await sql`UPDATE senders SET rate_per_second = NULL`;
  await sql`DELETE FROM sender_paces`;
}

const paces = async () => {
  const rows = await system.core.connection.sql`SELECT sender_id FROM sender_paces`;
  return rows.map((row) => row.sender_id);
};

describe('N4: a sender with a rate', () => {
  test.each([0.5, 1, 7.5, 50, 300])(
    'at %d a second is claimed at its rate: no less, and never more in any second',
    async (rate) => {
      const seconds = rate < 1 ? 20 : 4;
      await pacedLine(Math.ceil(rate * seconds * 2), rate);
      const claimedAtMs: number[] = [];
      for (let ms = 0; ms < seconds * 1_000; ms += LOOK_EVERY_MS) {
        // Two workers look at about the same time.
        const claimed = await Promise.all([
          claimPastDue(db(), past(ms)),
          claimPastDue(db(), past(ms)),
        ]);
        claimedAtMs.push(...claimed.flat().map((claim) => claim.claimedAt.getTime()));
      }
      expect(mostInASecond(claimedAtMs)).toBeLessThanOrEqual(rate * 1.08 + 1);
      expect(claimedAtMs.length).toBeGreaterThanOrEqual(Math.floor(rate * seconds * 0.99));
    },
  );

  test('B2: is claimed in the order of due times, and of ids where they are the same', async () => {
    const made = await pacedLine(30, 20);
    const later = await system.schedule();
    const claimed: string[] = [];
    for (let ms = 0; claimed.length < 31; ms += LOOK_EVERY_MS) {
      claimed.push(...ids(await claimPastDue(db(), past(ms))));
    }
    expect(claimed).toEqual([...made.ids, later.id]);
  });

  test('B2: does not let a message before those that are due earlier', async () => {
    const { ids: waiting } = await pacedLine(3, 1);
    const [first = '', second = ''] = waiting;
    const claim = (id: string, afterMs: number) =>
      claimInTurn(db(), { id, version: 1, now: at(afterMs) });
    expect(await claim(second, 0)).toBeNull();
    expect(await claim(first, 0)).toMatchObject({ id: first });
    expect(await claim(second, 919)).toBeNull();
    expect(await claim(second, 920)).toMatchObject({ id: second });
  });

  test('a message that has to wait learns about when its turn is', async () => {
    const { ids: waiting, senderId } = await pacedLine(10, 2);
    await claimPastDue(db(), past());
    expect(await findTurn(db(), waiting[1] ?? '', at())).toEqual(at(420));
    expect(await findTurn(db(), waiting[9] ?? '', at())).toEqual(at(4_420));
    await setRate(senderId, null);
    expect(await findTurn(db(), waiting[9] ?? '', at())).toBeNull();
  });

  test('of eight claims at once one gets the turn', async () => {
    const { ids: waiting } = await pacedLine(100, 1);
    const claims = await Promise.all([
      ...Array.from({ length: 4 }, () => claimPastDue(db(), past())),
      ...Array.from({ length: 4 }, () =>
        claimInTurn(db(), { id: waiting[0] ?? '', version: 1, now: at() }),
      ),
    ]);
    expect(claims.flat().filter((claim) => claim !== null)).toHaveLength(1);
  });

  test('loses no turn by a claim that comes to nothing', async () => {
    const { ids: waiting } = await pacedLine(2, 1);
    const [id = ''] = waiting;
    expect(await claimInTurn(db(), { id, version: 2, now: at() })).toBeNull();
    expect(await claimInTurn(db(), { id: 'msg_of_nobody', version: 1, now: at() })).toBeNull();
    const early = new Date(system.core.clock.nowMs() - 3_600_000);
    expect(await claimInTurn(db(), { id, version: 1, now: early })).toBeNull();
    await system.cancel(id);
    expect(await claimInTurn(db(), { id, version: 2, now: at() })).toBeNull();
    expect(await paces()).toEqual([]);
  });

  test('a claim in turn waits for a change in the making, and goes on with what it left', async () => {
    const { ids: waiting, senderId } = await pacedLine(1, 1);
    const [id = ''] = waiting;
    const { sql } = system.core.connection;
    const { claim } = await sql.begin(async (tx) => {
      await tx`UPDATE messages SET workflow_requested_at = now() WHERE id = ${id}`;
      const claiming = claimInTurn(db(), { id, version: 1, now: at() });
      await eventually('a claim that waits', async () => {
        const [row] = await sql`SELECT count(*)::int AS count FROM pg_stat_activity
          WHERE datname = current_database() AND wait_event_type = 'Lock'`;
        return row?.count > 0;
      });
      return { claim: claiming };
    });
    expect(await claim).toMatchObject({ id });
    expect(await paces()).toEqual([senderId]);
  });

  test('keeps no other sender waiting while it has to wait itself', async () => {
    const { ids: waiting } = await pacedLine(200, 1);
    expect(ids(await claimPastDue(db(), past()))).toEqual([waiting[0]]);
    const other = await line(20, { channel: 'whatsapp' });
    expect(ids(await claimPastDue(db(), past(10))).sort()).toEqual(other.ids);
    expect(await claimPastDue(db(), past(20))).toEqual([]);
  });

  test('a sender without a rate takes no turns, and is claimed by the hundred', async () => {
    const { ids: free } = await line(60);
    expect(await claimPastDue(db(), past())).toHaveLength(60);
    expect(await paces()).toEqual([]);
    const { id } = await system.schedule();
    expect(free).not.toContain(id);
    expect(await claimMessage(db(), id, 1, at())).toMatchObject({ id });
    expect(await paces()).toEqual([]);
  });

  test('that got its rate a moment ago is not claimed by who has not heard of it', async () => {
    const { ids: waiting } = await pacedLine(1, 1);
    expect(await claimMessage(db(), waiting[0] ?? '', 1, at())).toBeNull();
    expect(await claimInTurn(db(), { id: waiting[0] ?? '', version: 1, now: at() })).not.toBeNull();
  });
});

describe('N4: a change of the rate', () => {
  test('raised, it counts at once, whatever the next turn was to be', async () => {
    const { senderId } = await pacedLine(100, 0.0001);
    expect(await claimPastDue(db(), past())).toHaveLength(1);
    expect(await claimPastDue(db(), past(60_000))).toEqual([]);
    await setRate(senderId, 50);
    expect(await claimPastDue(db(), past(60_001))).toHaveLength(1);
    expect(await claimPastDue(db(), past(60_101))).toHaveLength(5);
  });

  test('lowered, the next turn comes at most one of the new distances later', async () => {
    const { senderId } = await pacedLine(100, 50);
    expect(await claimPastDue(db(), past())).toHaveLength(5);
    await setRate(senderId, 1);
    expect(await claimPastDue(db(), past(100))).toHaveLength(1);
    expect(await claimPastDue(db(), past(900))).toEqual([]);
    expect(await claimPastDue(db(), past(1_100))).toHaveLength(1);
  });

  test('removed, everything goes', async () => {
    const { senderId } = await pacedLine(40, 0.01);
    expect(await claimPastDue(db(), past())).toHaveLength(1);
    await setRate(senderId, null);
    expect(await claimPastDue(db(), past(1))).toHaveLength(39);
  });

  test('to next to nothing breaks nothing for others', async () => {
    const { senderId } = await pacedLine(2, 1);
    await system.core.connection.sql`
      UPDATE senders SET rate_per_second = 1e-300 WHERE id = ${senderId}`;
    const other = await system.schedule({ channel: 'whatsapp' });
    expect(await claimPastDue(db(), past())).toHaveLength(2);
    const [row] = await system.core.connection
      .sql`SELECT status FROM messages WHERE id = ${other.id}`;
    expect(row?.status).toBe('sending');
    expect(await claimPastDue(db(), past(3_600_000))).toEqual([]);
  });
});

describe('N4: messages that are sent again when in doubt', () => {
  async function resends(count: number, overrides = {}) {
    const made = await line(count, overrides);
    await system.core.connection.sql`
      UPDATE messages SET status = 'sending', attempt_count = 1, next_attempt_at = ${at().toISOString()}
      WHERE id = ANY(${made.ids}::text[])`;
    return made;
  }

  test('keep the pace of their sender, and keep no others waiting', async () => {
    const { ids: waiting, senderId } = await resends(100);
    await setRate(senderId, 1);
    const other = await resends(3, { channel: 'whatsapp' });
    const first = ids(await claimResends(db(), past()));
    expect(first.filter((id) => waiting.includes(id))).toHaveLength(1);
    const second = ids(await claimResends(db(), past(10)));
    expect([...first, ...second].filter((id) => other.ids.includes(id))).toHaveLength(3);
    expect(await claimResends(db(), past(20))).toEqual([]);
    expect(await claimResends(db(), past(1_000))).toHaveLength(1);
  });

  test('one is claimed by its own workflow in its turn alone', async () => {
    const { ids: waiting, senderId } = await resends(2);
    await setRate(senderId, 1);
    const [first = '', second = ''] = waiting;
    expect(await claimInTurn(db(), { id: second, version: 1, now: at() })).not.toBeNull();
    expect(await claimInTurn(db(), { id: first, version: 1, now: at(500) })).toBeNull();
    expect(await claimInTurn(db(), { id: first, version: 1, now: at(1_000) })).not.toBeNull();
  });
});

describe('N3: iMessages that go as SMS', () => {
  /** Waiting to go as SMS by a sender with that rate: as they were refused, or not delivered. */
  async function fallbacks(count: number, rate: number, status: 'scheduled' | 'sent') {
    const made = await line(count, { channel: 'imessage' });
    const sms = await system.schedule();
    await system.cancel(sms.id);
    await setRate(sms.from.id, rate);
    await system.core.connection.sql`
      UPDATE messages SET status = ${status}, attempt_count = 1, next_attempt_at = ${at().toISOString()},
        fallback_sender_id = ${sms.from.id},
        fallback_reason = ${status === 'scheduled' ? 'imessage_unavailable' : null}
      WHERE id = ANY(${made.ids}::text[])`;
    return { ...made, smsSenderId: sms.from.id };
  }

  test('keep the pace of the SMS sender, and keep no iMessage waiting', async () => {
    const { ids: waiting, smsSenderId } = await fallbacks(10, 1, 'scheduled');
    const other = await system.schedule({ channel: 'imessage' });
    expect(ids(await claimPastDue(db(), past()))).toEqual([other.id]);
    const claimed = ids(await claimResends(db(), past()));
    expect(claimed).toHaveLength(1);
    expect(await paces()).toEqual([smsSenderId]);
    const [next = ''] = waiting.filter((id) => !claimed.includes(id));
    expect(await claimMessage(db(), next, 1, at(10))).toBeNull();
    expect(await claimInTurn(db(), { id: next, version: 1, now: at(10) })).toBeNull();
    expect(await claimResends(db(), past(20))).toEqual([]);
    expect(await claimResends(db(), past(1_000))).toHaveLength(1);
  });

  test('share it with the SMS of that sender', async () => {
    const { ids: waiting } = await fallbacks(2, 1, 'sent');
    const sms = await system.schedule();
    expect(ids(await claimResends(db(), past()))).toEqual([waiting[0]]);
    expect(await claimInTurn(db(), { id: sms.id, version: 1, now: at(10) })).toBeNull();
    expect(await findTurn(db(), waiting[1] ?? '', at())).toEqual(at(920));
    expect(ids(await claimPastDue(db(), past(1_000)))).toEqual([sms.id]);
    expect(await claimResends(db(), past(1_010))).toEqual([]);
  });
});
