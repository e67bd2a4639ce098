import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { defaultParams } from '#domain/send-time/send-time-params';
import { buildContact, buildMessage } from '#test/support/builders';
import { dailyHabit, keepEngagements } from '#test/support/keep-engagements';
import { startTestApp, type TestApp } from '#test/support/test-app';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

let t: TestApp;
beforeAll(async () => {
  t = await startTestApp();
});
afterAll(() => t.stop());

async function addContact(overrides = {}): Promise<string> {
  const body = buildContact({ timeZone: 'Asia/Tokyo', ...overrides });
  return (await t.request('POST /v1/contacts', { body })).json.id;
}
const explain = async (id: string, query = '') => {
  const answer = await t.request(`GET /v1/contacts/${id}/send-time${query}`);
  expect(answer.status, answer.text).toBe(200);
  return answer.json;
};

describe('O4: GET /v1/contacts/{id}/send-time', () => {
  test('tells the decision, the curve, the gate and the history behind it', async () => {
    const contactId = await addContact();
    const { sql } = t.database.connection;
    const sentAt = new Date(Date.now() - 3 * DAY_MS);
    await keepEngagements(sql, t.workspaceId, [
      ...dailyHabit({ contactId }, { aheadHours: 6 }),
      { contactId, at: sentAt, machine: true },
      { contactId, at: new Date(sentAt.getTime() + 20_000), kind: 'click', sentAt },
      { contactId, at: new Date(sentAt.getTime() + 3_000_000), kind: 'reply', sentAt },
    ]);
    const told = await explain(contactId);
    expect(told).toMatchObject({ contactId, window: '48h', timeZone: 'Asia/Tokyo' });
    expect(told.decision).toMatchObject({
      reason: 'optimized',
      engagements: 61,
      model: '1',
      modelVersion: 'shipped-1',
    });
    const { lift, liftInterval, sendAt, pBetter } = told.decision;
    expect(liftInterval.low).toBeLessThan(lift);
    expect(liftInterval.high).toBeGreaterThan(lift);
    expect(told.gate).toMatchObject({
      open: true,
      engagements: 61,
      engagementsNeeded: 3,
      probabilityNeeded: 0.6,
      ...{ basis: 'activity', c: defaultParams.gate.c },
      ...{ drift: defaultParams.gate.drift, doubt: defaultParams.gate.doubt },
      pBetter,
      candidateAt: sendAt,
      detail: expect.stringContaining('61 engagements of at least 3: enough'),
    });
    expect(told.history).toMatchObject({
      engagements: { open: 60, click: 0, reply: 1 },
      leftOut: { flagged: 1, too_soon: 1, mailbox_opens_by_itself: 0 },
      sessions: 61,
      halfLifeDays: defaultParams.halfLifeDays,
      strength: told.gate.strength,
    });
    expect(told.candidates.length).toBeGreaterThan(90);
    expect(Math.max(...told.candidates.map(({ score }: { score: number }) => score))).toBe(1);
    const chosen = told.candidates.find(({ at }: { at: string }) => at === sendAt);
    expect(chosen.score).toBeGreaterThanOrEqual(defaultParams.tau);
    const inTokyo = new Date(Date.parse(sendAt) + 9 * HOUR_MS).toISOString().slice(0, 19);
    expect(chosen.local).toBe(inTokyo);
    expect([told.quietTimes, told.workspaceCurve]).toEqual([[], null]);
  });

  test('says by which model it weighed: where sends are logged, by when somebody looks', async () => {
    const contactId = await addContact();
    const { sql } = t.database.connection;
    const habit = dailyHabit({ contactId }, { aheadHours: 6 });
    const answers = habit.map(({ at, ...event }) => {
      return { ...event, at, sentAt: new Date(at.getTime() - 4 * HOUR_MS) };
    });
    await keepEngagements(sql, t.workspaceId, answers);
    const { gate, decision } = await explain(contactId);
    expect(gate).toMatchObject({ basis: 'sends', drift: 0, pBetter: decision.pBetter });
    expect(gate.detail).toContain('weighed by when the recipient looks');
    const { low, high } = decision.liftInterval;
    expect([low < decision.lift, decision.lift < high]).toEqual([true, true]);
    // Both say alike whether the moment may be no better.
    expect(low > 1).toBe(Math.sqrt(gate.c) * gate.z > 1.96);
  });

  test('is what a POST then does', async () => {
    const contactId = await addContact();
    const { sql } = t.database.connection;
    await keepEngagements(sql, t.workspaceId, dailyHabit({ contactId }, { aheadHours: 9 }));
    const { decision } = await explain(contactId, '?window=24h');
    const body = buildMessage({
      ...{ to: undefined, sendAt: undefined },
      ...{ contactId, optimize: { window: '24h' } },
    });
    const { json } = await t.request('POST /v1/messages', { body });
    const minutes = (Date.parse(json.sendAt) - Date.parse(decision.sendAt)) / 60_000;
    expect(minutes).toBeGreaterThanOrEqual(0);
    expect(minutes).toBeLessThan(10.1);
  });

  test('of nobody known it says that it would send at once, and what is missing', async () => {
    const told = await explain(await addContact({ timeZone: undefined }), '?window=72h');
    expect(told).toMatchObject({
      window: '72h',
      timeZone: null,
      decision: { reason: 'insufficient_history', sendAt: told.at, engagements: 0, topSlots: [] },
      gate: { open: false, engagementsNeeded: 5 },
      history: { sessions: 0, firstAt: null, lastAt: null },
    });
    expect(told.gate.detail).toContain('as the time zone is unknown: too few');
    expect(told.candidates[0].local).toBeNull();
  });

  test('T7: quiet times are left out, and told', async () => {
    const contactId = await addContact();
    const quietHours = { start: '22:00', end: '07:30' };
    await t.request('PATCH /v1/workspace', { body: { quietHours } });
    const told = await explain(contactId, '?window=48h');
    await t.request('PATCH /v1/workspace', { body: { quietHours: null } });
    expect(told.quietTimes.length).toBeGreaterThanOrEqual(2);
    for (const { local } of told.candidates) {
      const time = local.slice(11, 16);
      expect(time >= '07:30' && time < '22:00').toBe(true);
    }
    const [, second] = told.quietTimes;
    // In Tokyo: 22:00 there is 13:00.
    expect(second.from.slice(11)).toBe('13:00:00.000Z');
    expect(second.until.slice(11)).toBe('22:30:00.000Z');
  });

  test("tells the workspace's curve, and whether the contact's clock lets it count", async () => {
    // One that was learned before patterns were.
    const share = Array.from({ length: 336 }, () => 1 / 336);
    const curve = { share, hazard: null, recipients: 40, sessions: 900 };
    const { sql } = t.database.connection;
    await sql`INSERT INTO send_time_curves (workspace_id, curve, params_hash, learned_at)
      VALUES (${t.workspaceId}, ${JSON.stringify(curve)}::text::jsonb, 'h', '2026-01-01T00:00Z')`;
    const told = await explain(await addContact());
    expect(told.workspaceCurve).toEqual({
      ...{ used: true, recipients: 40, sessions: 900 },
      learnedAt: '2026-01-01T00:00:00.000Z',
    });
    const nowhere = await explain(await addContact({ timeZone: undefined }));
    expect(nowhere.workspaceCurve.used).toBe(false);
    await sql`DELETE FROM send_time_curves`;
  });

  test('changes nothing, is open to users, and refuses what it does not know', async () => {
    const id = await addContact();
    const key = await t.createUserKey();
    const path = `GET /v1/contacts/${id}/send-time`;
    expect((await t.request(path, { key })).status).toBe(200);
    const answer = await t.request(`${path}?window=12h`);
    expect([answer.status, answer.json.errors[0].pointer]).toEqual([422, '/query/window']);
    expect((await t.request(`${path}?windw=48h`)).status).toBe(422);
    expect((await t.request('GET /v1/contacts/con_none/send-time')).status).toBe(404);
    const stranger = await t.createWorkspace('other');
    expect((await t.request(path, { key: stranger })).status).toBe(404);
    await t.request(`DELETE /v1/contacts/${id}`);
    expect((await t.request(path)).status).toBe(404);
  });
});
