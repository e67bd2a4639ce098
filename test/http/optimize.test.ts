import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { hashKey } from '#domain/send-time/hash-key';
import { buildContact, buildMessage, inHours } from '#test/support/builders';
import { dailyHabit, keepEngagements } from '#test/support/keep-engagements';
import { startTestApp, type TestApp } from '#test/support/test-app';

const HOUR_MS = 3_600_000;

let t: TestApp;
beforeAll(async () => {
  t = await startTestApp();
});
afterAll(() => t.stop());
beforeEach(async () => {
  const body = { quietHours: null, unlockOptimized: false, holdoutShare: 0.1 };
  await t.request('PATCH /v1/workspace', { body });
});

type Overrides = Record<string, unknown>;

/** A contact who opens every day, at the time that is so many hours ahead. */
async function addReader(aheadHours = 6, overrides: Overrides = {}): Promise<string> {
  const body = buildContact({ timeZone: 'UTC', ...overrides });
  const { id } = (await t.request('POST /v1/contacts', { body })).json;
  const { sql } = t.database.connection;
  await keepEngagements(sql, t.workspaceId, dailyHabit({ contactId: id }, { aheadHours }));
  return id;
}
const build = (overrides: Overrides) =>
  buildMessage({ to: undefined, sendAt: undefined, optimize: { window: '24h' }, ...overrides });
async function post(overrides: Overrides) {
  const answer = await t.request('POST /v1/messages', { body: build(overrides) });
  expect(answer.status, answer.text).toBe(201);
  return answer.json;
}
const hoursAhead = (message: { sendAt: string; createdAt: string }) =>
  (Date.parse(message.sendAt) - Date.parse(message.createdAt)) / HOUR_MS;
async function firstEvent(id: string) {
  return (await t.request(`GET /v1/messages/${id}/timeline`)).json.data[0].details.timing;
}

describe('O1: with a history', () => {
  test('the moment is picked inside the POST, and kept with its arithmetic', async () => {
    const contactId = await addReader();
    const message = await post({ contactId });
    expect(message).toMatchObject({
      timing: {
        kind: 'optimized',
        window: '24h',
        reason: 'optimized',
        modelVersion: 'shipped-1',
      },
      requestedSendAt: null,
      localSendAt: null,
      timeZone: null,
    });
    expect(hoursAhead(message)).toBeGreaterThan(2);
    expect(hoursAhead(message)).toBeLessThan(7);
    expect((await t.request(`GET /v1/messages/${message.id}`)).json).toEqual(message);
    const { sql } = t.database.connection;
    const [row] = await sql`SELECT send_time_decision AS decision FROM messages
      WHERE id = ${message.id}`;
    expect(row?.decision).toMatchObject({
      modelReason: 'optimized',
      modelSendAt: message.sendAt,
      window: '24h',
      holdout: false,
      holdoutShare: 0,
      engagements: 60,
      model: '1',
      modelVersion: 'shipped-1',
      gate: { basis: 'activity', c: 1, drift: 0, doubt: 0 },
    });
    expect(row?.decision.pBetter).toBeGreaterThan(0.6);
    expect(row?.decision.topSlots).toHaveLength(3);
    const told = await firstEvent(message.id);
    expect(told).toMatchObject({ reason: 'optimized', optimizer: row?.decision });
    expect(told.optimizer.candidates).toHaveLength(3);
    expect(JSON.stringify(told)).not.toMatch(/Ana|2125550123|example\.com/);
  });

  test("a message's own zone labels the moment, and is no clock of its recipient", async () => {
    const to = '+12125550177';
    const { sql } = t.database.connection;
    const habit = dailyHabit({ address: to }, { aheadHours: 6 });
    await keepEngagements(sql, t.workspaceId, habit);
    const messages = [await post({ to }), await post({ to, timeZone: 'Asia/Tokyo' })];
    const [plain, labeled] = messages;
    expect([plain.localSendAt, labeled.timeZone]).toEqual([null, 'Asia/Tokyo']);
    const inTokyo = new Date(Date.parse(labeled.sendAt) + 9 * HOUR_MS).toISOString();
    expect(labeled.localSendAt.slice(0, 16)).toBe(inTokyo.slice(0, 16));
    const bestOf = async ({ id }: { id: string }) => {
      const { optimizer } = await firstEvent(id);
      return optimizer.topSlots.map(({ weekday, time }: Overrides) => [weekday, time]);
    };
    expect(await bestOf(labeled)).toEqual(await bestOf(plain));
  });

  test('a preview tells the moment too, but for the minutes that the id adds', async () => {
    const contactId = await addReader();
    const preview = await t.request('POST /v1/messages/preview', { body: build({ contactId }) });
    expect(preview.json.timing).toMatchObject({ reason: 'optimized', modelVersion: 'shipped-1' });
    const { sendAt } = await post({ contactId });
    const minutes = (Date.parse(sendAt) - Date.parse(preview.json.sendAt)) / 60_000;
    expect(minutes).toBeGreaterThanOrEqual(0);
    expect(minutes).toBeLessThan(10.1);
  });

  test('each item of a batch is decided by itself, as a POST of it is', async () => {
    const [early, late] = [await addReader(4), await addReader(9)];
    const stranger = (await t.request('POST /v1/contacts', { body: buildContact() })).json.id;
    const items = [early, late, stranger].map((contactId) => build({ contactId }));
    const { json } = await t.request('POST /v1/batches', { body: { items } });
    expect(json).toMatchObject({ accepted: 3, rejected: [] });
    const listed = (await t.request(`GET /v1/batches/${json.id}/messages`)).json.data.reverse();
    expect(listed.map((message: { contactId: string }) => message.contactId)).toEqual([
      early,
      late,
      stranger,
    ]);
    const [first, second, third] = listed;
    expect(hoursAhead(first)).toBeLessThan(5);
    expect(hoursAhead(second)).toBeGreaterThan(5);
    expect(third.timing.reason).toBe('insufficient_history');
    const alone = await post({ contactId: late });
    expect(Math.abs(hoursAhead(alone) - hoursAhead(second))).toBeLessThan(0.7);
  });

  test('a quick send has the history of its address, and no known zone', async () => {
    const to = '+12125550177';
    const { sql } = t.database.connection;
    await keepEngagements(sql, t.workspaceId, dailyHabit({ address: to }, { aheadHours: 6 }));
    const message = await post({ to });
    expect(message.timing.reason).toBe('optimized');
    const other = await post({ to: '+12125550178' });
    expect(other.timing.reason).toBe('insufficient_history');
  });

  test('a zone that the rules do not know any more is as good as none', async () => {
    const contactId = await addReader();
    const { sql } = t.database.connection;
    await sql`UPDATE contacts SET time_zone = 'Mars/Olympus' WHERE id = ${contactId}`;
    expect((await post({ contactId })).timing.reason).toBe('optimized');
    const answer = await t.request(`GET /v1/contacts/${contactId}/send-time`);
    expect([answer.status, answer.json.timeZone]).toEqual([200, null]);
  });

  test('B3: posted twice under one key, it was decided once', async () => {
    const contactId = await addReader();
    const options = { body: build({ contactId }), headers: { 'Idempotency-Key': contactId } };
    const first = await t.request('POST /v1/messages', options);
    const again = await t.request('POST /v1/messages', options);
    expect([again.status, again.json]).toEqual([201, first.json]);
  });

  test('a label of a zone shows its clocks', async () => {
    const contactId = await addReader();
    const message = await post({ contactId, timeZone: 'Asia/Kathmandu' });
    const local = new Date(Date.parse(message.sendAt) + 5.75 * HOUR_MS).toISOString();
    expect(message.localSendAt).toBe(local.slice(0, 19));
    expect(message.timing.tzVersion).toEqual(expect.any(String));
  });

  test("K1: another workspace's events are nobody's history here", async () => {
    const to = '+12125550179';
    const key = await t.createWorkspace('other');
    const { sql } = t.database.connection;
    const id = (await t.request('GET /v1/workspace', { key })).json.id;
    await keepEngagements(sql, id, dailyHabit({ address: to }, { aheadHours: 6 }));
    expect((await post({ to })).timing.reason).toBe('insufficient_history');
  });
});

describe('O2: without enough history', () => {
  test('it goes at once, or at its fallback, and says why', async () => {
    const now = await post({ to: '+12125550180' });
    expect(now.sendAt).toBe(now.createdAt);
    const timing = { kind: 'optimized', reason: 'insufficient_history', modelVersion: 'shipped-1' };
    expect(now.timing).toMatchObject(timing);
    const end = await post({
      to: '+12125550180',
      optimize: { window: '48h', fallback: 'windowEnd' },
    });
    expect(hoursAhead(end)).toBe(48);
    const fallback = inHours(3);
    const at = await post({ to: '+12125550180', optimize: { window: '24h', fallback } });
    expect(at).toMatchObject({ sendAt: fallback, timing });
  });

  test.each([inHours(25), inHours(-1), 'tomorrow', '2027-01-01T09:00'])(
    'a fallback of %s is refused',
    async (fallback) => {
      const body = build({ to: '+12125550180', optimize: { window: '24h', fallback } });
      const answer = await t.request('POST /v1/messages', { body });
      expect([answer.status, answer.json.errors[0].pointer]).toEqual([422, '/optimize/fallback']);
    },
  );

  test('now is best where the habit is now', async () => {
    const contactId = await addReader(1.5);
    const message = await post({
      contactId,
      optimize: { window: '24h', fallback: 'windowEnd' },
    });
    expect(message.timing.reason).toBe('now_is_best');
    expect(message.sendAt).toBe(message.createdAt);
  });
});

describe('T7: with quiet hours', () => {
  test('the moment lies outside of them, and nothing moves it', async () => {
    const contactId = await addReader(6);
    const from = new Date(Date.now() + 1 * HOUR_MS).toISOString().slice(11, 16);
    const to = new Date(Date.now() + 8 * HOUR_MS).toISOString().slice(11, 16);
    const body = { quietHours: { start: from, end: to }, defaultTimeZone: 'UTC' };
    await t.request('PATCH /v1/workspace', { body });
    const message = await post({ contactId, optimize: { window: '48h' } });
    expect(message.timing).not.toHaveProperty('movedFrom');
    const time = message.sendAt.slice(11, 16);
    expect(from < to ? time >= from && time < to : time >= from || time < to).toBe(false);
  });

  test('what would go at once waits for their end; the timeline keeps both reasons', async () => {
    const start = new Date(Date.now() - HOUR_MS).toISOString().slice(11, 16);
    const end = new Date(Date.now() + HOUR_MS).toISOString().slice(11, 16);
    await t.request('PATCH /v1/workspace', { body: { quietHours: { start, end } } });
    const message = await post({ to: '+12125550181' });
    expect(message.timing.reason).toBe('quiet_hours');
    expect(message.sendAt.slice(11, 16)).toBe(end);
    expect(await firstEvent(message.id)).toMatchObject({
      reason: 'quiet_hours',
      reasonBefore: 'insufficient_history',
      optimizer: { modelReason: 'insufficient_history' },
    });
  });
});

describe('C3: once accepted', () => {
  const kinds = {
    optimized: async () => post({ contactId: await addReader() }),
    insufficient_history: async () => post({ to: '+12125550182' }),
    'insufficient_history, windowEnd': async () =>
      post({ to: '+12125550182', optimize: { window: '72h', fallback: 'windowEnd' } }),
    now_is_best: async () => post({ contactId: await addReader(1.5) }),
  };

  test.each(Object.entries(kinds))('%s is locked against change by id', async (_kind, make) => {
    const { id } = await make();
    for (const body of [{ sendAt: inHours(2) }, { text: 'Else' }, { timeZone: 'UTC' }]) {
      const answer = await t.request(`PATCH /v1/messages/${id}`, { body });
      expect([answer.status, answer.json.code]).toEqual([409, 'optimized_message_locked']);
    }
    const canceled = await t.request(`POST /v1/messages/${id}/cancel`);
    expect([canceled.status, canceled.json.code]).toEqual([409, 'optimized_message_locked']);
  });

  test('the setting lifts it: a new time makes it an ordinary message', async () => {
    const { id } = await post({ contactId: await addReader() });
    await t.request('PATCH /v1/workspace', { body: { unlockOptimized: true } });
    const sendAt = inHours(30);
    const answer = await t.request(`PATCH /v1/messages/${id}`, { body: { sendAt } });
    expect(answer.json).toMatchObject({ sendAt, timing: { kind: 'at', reason: 'requested' } });
    expect(answer.json.timing).not.toHaveProperty('modelVersion');
    expect(answer.json.timing).not.toHaveProperty('window');
    const { sql } = t.database.connection;
    const [row] = await sql`SELECT send_time_decision FROM messages WHERE id = ${id}`;
    expect(row).toEqual({ send_time_decision: null });
    expect((await firstEvent(id)).optimizer.modelReason).toBe('optimized');
    const other = await post({ contactId: await addReader() });
    expect((await t.request(`POST /v1/messages/${other.id}/cancel`)).json.status).toBe('canceled');
  });

  test('deleting its contact and an opt-out of its address end it', async () => {
    const contactId = await addReader();
    const { id } = await post({ contactId });
    await t.request(`DELETE /v1/contacts/${contactId}`);
    const deleted = (await t.request(`GET /v1/messages/${id}`)).json;
    expect(deleted).toMatchObject({ status: 'canceled', cancelReason: 'contact_deleted' });
    const number = '+12125550183';
    const other = await post({ contactId: await addReader(6, { phones: [{ number }] }) });
    const body = { address: number, channel: 'sms', reason: 'opted_out' };
    await t.request('PUT /v1/suppressions', { body });
    const ended = (await t.request(`GET /v1/messages/${other.id}`)).json;
    expect(ended).toMatchObject({ status: 'canceled', cancelReason: 'opted_out' });
  });
});

describe('O5: the holdout', () => {
  test('is drawn by id once the workspace has 200 optimized messages, and never before', async () => {
    await t.request('PATCH /v1/workspace', { body: { holdoutShare: 0.5 } });
    const contactId = await addReader();
    const { sql } = t.database.connection;
    const count = async () => {
      const [row] = await sql`SELECT count(*)::int AS count FROM messages
        WHERE timing_reason = 'optimized' AND timing_kind = 'optimized'`;
      return row?.count as number;
    };
    const items = (count: number) => Array.from({ length: count }, () => build({ contactId }));
    await t.request('POST /v1/batches', { body: { items: items(199 - (await count())) } });
    expect(await count()).toBe(199);
    await post({ contactId });
    expect(await count()).toBe(200);
    const drawn = [];
    for (let index = 0; index < 24; index++) drawn.push(await post({ contactId }));
    for (const message of drawn) {
      const isHeldOut = hashKey(message.id, 'holdout') < 0.5;
      expect(message.timing.reason).toBe(isHeldOut ? 'holdout' : 'optimized');
      if (isHeldOut) expect(message.sendAt).toBe(message.createdAt);
      const { optimizer } = await firstEvent(message.id);
      expect(optimizer).toMatchObject({
        modelReason: 'optimized',
        holdout: isHeldOut,
        holdoutShare: 0.5,
      });
      expect(Date.parse(optimizer.modelSendAt)).toBeGreaterThan(Date.parse(message.createdAt));
    }
    const held = drawn.find(({ timing }) => timing.reason === 'holdout');
    const locked = await t.request(`POST /v1/messages/${held.id}/cancel`);
    expect(locked.json.code).toBe('optimized_message_locked');
    await t.request('PATCH /v1/workspace', { body: { holdoutShare: 0 } });
    for (let index = 0; index < 8; index++) {
      expect((await post({ contactId })).timing.reason).toBe('optimized');
    }
  });

  test.each([-0.1, 0.51, '0.1', null])('a share of %j is refused', async (holdoutShare) => {
    const answer = await t.request('PATCH /v1/workspace', { body: { holdoutShare } });
    expect([answer.status, answer.json.errors[0].pointer]).toEqual([422, '/holdoutShare']);
    expect((await t.request('GET /v1/workspace')).json.holdoutShare).toBe(0.1);
  });
});
