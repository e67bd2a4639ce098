import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { buildContact, buildMessage, inHours } from '#test/support/builders';
import { startTestApp, type TestAnswer, type TestApp } from '#test/support/test-app';

const nights = { start: '21:00', end: '08:00' };
// In winter, and inside the horizon.
const day = nextFridayInWinter();
const nextDay = new Date(Date.parse(`${day}T00:00Z`) + 86_400_000).toISOString().slice(0, 10);

let t: TestApp;
beforeAll(async () => {
  t = await startTestApp();
});
afterAll(() => t.stop());
beforeEach(() => set({ defaultTimeZone: 'UTC', quietHours: nights, unlockOptimized: false }));

async function set(body: object): Promise<TestAnswer> {
  const answer = await t.request('PATCH /v1/workspace', { body });
  expect(answer.status).toBe(200);
  return answer;
}
async function post(overrides: object) {
  const answer = await t.request('POST /v1/messages', { body: buildMessage({ ...overrides }) });
  expect(answer.status, answer.text).toBe(201);
  return answer.json;
}
async function patch(id: string, body: object) {
  const answer = await t.request(`PATCH /v1/messages/${id}`, { body });
  expect(answer.status, answer.text).toBe(200);
  return answer.json;
}
async function events(id: string) {
  return (await t.request(`GET /v1/messages/${id}/timeline`)).json.data;
}
async function addContact(timeZone?: string): Promise<string> {
  const body = buildContact(timeZone === undefined ? {} : { timeZone });
  return (await t.request('POST /v1/contacts', { body })).json.id;
}

describe('T7: the setting', () => {
  test('is off until it is set, comes back with all its days, and null takes it away', async () => {
    const fresh = await startTestApp();
    expect((await fresh.request('GET /v1/workspace')).json.quietHours).toBeNull();
    await fresh.stop();
    const all = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
    expect((await t.request('GET /v1/workspace')).json.quietHours).toEqual({
      ...nights,
      weekdays: all,
    });
    const kept = await set({ name: 'demo' });
    expect(kept.json.quietHours).toMatchObject(nights);
    const weekend = { start: '00:00', end: '24:00', weekdays: ['sun', 'sat'] };
    expect((await set({ quietHours: weekend })).json.quietHours.weekdays).toEqual(['sat', 'sun']);
    expect((await set({ quietHours: null })).json.quietHours).toBeNull();
  });

  test.each([
    [{ start: '08:00', end: '08:00' }, '/quietHours/end'],
    [{ start: '24:00', end: '08:00' }, '/quietHours/start'],
    [{ start: '9:00', end: '10:00' }, '/quietHours/start'],
    [{ start: '21:00', end: '08:60' }, '/quietHours/end'],
    [{ start: '21:00', end: '24:01' }, '/quietHours/end'],
    [{ start: '21:00' }, '/quietHours/end'],
    [{ ...nights, weekdays: [] }, '/quietHours/weekdays'],
    [{ ...nights, weekdays: ['mon', 'mon'] }, '/quietHours/weekdays'],
    [{ ...nights, weekdays: ['Mon'] }, '/quietHours/weekdays/0'],
    [{ ...nights, timeZone: 'UTC' }, '/quietHours/timeZone'],
    [{ start: '00:00', end: '24:00' }, '/quietHours'],
    ['21:00-08:00', '/quietHours'],
  ])('%j is 422', async (quietHours, pointer) => {
    const answer = await t.request('PATCH /v1/workspace', { body: { quietHours } });
    expect(answer.status).toBe(422);
    expect(answer.json.errors[0].pointer).toBe(pointer);
    expect((await t.request('GET /v1/workspace')).json.quietHours).toMatchObject(nights);
  });

  test('is for admins to change', async () => {
    const key = await t.createUserKey();
    const answer = await t.request('PATCH /v1/workspace', { key, body: { quietHours: null } });
    expect(answer.status).toBe(403);
  });
});

describe('T7: at acceptance', () => {
  test('an instant inside goes at the end of them, and says so; outside it goes as asked', async () => {
    const inside = await post({ sendAt: `${day}T22:30:00Z` });
    expect(inside).toMatchObject({
      sendAt: `${nextDay}T08:00:00.000Z`,
      requestedSendAt: `${day}T22:30:00Z`,
      timing: { kind: 'at', reason: 'quiet_hours', movedFrom: `${day}T22:30:00.000Z` },
      localSendAt: null,
    });
    const outside = await post({ sendAt: `${day}T20:59:59Z` });
    expect(outside).toMatchObject({
      sendAt: `${day}T20:59:59.000Z`,
      timing: { reason: 'requested' },
    });
    expect(outside.timing).not.toHaveProperty('movedFrom');
    const atTheEnd = await post({ sendAt: `${day}T08:00:00Z` });
    expect(atTheEnd.timing.reason).toBe('requested');
  });

  test("a local time is its zone's; the clocks that count are the contact's", async () => {
    const contactId = await addContact('Asia/Tokyo');
    const made = await post({
      to: undefined,
      contactId,
      sendAt: `${day}T15:00`,
      timeZone: 'Europe/Berlin',
    });
    // 23:00 in Tokyo; 08:00 there is 00:00 in Berlin.
    expect(made).toMatchObject({
      sendAt: `${day}T23:00:00.000Z`,
      localSendAt: `${nextDay}T00:00:00`,
      requestedSendAt: `${day}T15:00`,
      timing: { kind: 'local', reason: 'quiet_hours', movedFrom: `${day}T14:00:00.000Z` },
    });
  });

  test("without a contact, or without its zone, the workspace's default zone counts", async () => {
    await set({ defaultTimeZone: 'America/New_York' });
    const sendAt = `${nextDay}T03:00:00Z`;
    const moved = { sendAt: `${nextDay}T13:00:00.000Z`, timing: { reason: 'quiet_hours' } };
    expect(await post({ sendAt })).toMatchObject(moved);
    const nowhere = await addContact();
    expect(await post({ sendAt, to: undefined, contactId: nowhere })).toMatchObject(moved);
    const awake = await addContact('Asia/Tokyo');
    expect(await post({ sendAt, to: undefined, contactId: awake })).toMatchObject({
      timing: { reason: 'requested' },
    });
  });

  test('now, and the optimizer, wait as well', async () => {
    const startedAt = new Date();
    await set({ quietHours: around(startedAt) });
    const until = quietUntil(startedAt);
    const now = await post({ sendAt: undefined });
    expect(now).toMatchObject({ sendAt: until, timing: { kind: 'now', reason: 'quiet_hours' } });
    const optimized = await post({ sendAt: undefined, optimize: { window: '24h' } });
    expect(optimized).toMatchObject({
      sendAt: until,
      timing: { kind: 'optimized', reason: 'quiet_hours', movedFrom: expect.any(String) },
    });
    const locked = await t.request(`PATCH /v1/messages/${optimized.id}`, {
      body: { sendAt: inHours(20) },
    });
    expect(locked.json.code).toBe('optimized_message_locked');
  });

  test('H5: the first event and the preview tell the quiet time, and on whose clocks', async () => {
    const contactId = await addContact('Asia/Tokyo');
    const body = buildMessage({ to: undefined, contactId, sendAt: `${day}T14:00:00Z` });
    const quietHours = { ...nights, timeZone: 'Asia/Tokyo', zoneOf: 'contact' };
    const told = { reason: 'quiet_hours', movedFrom: `${day}T14:00:00.000Z`, quietHours };
    const preview = await t.request('POST /v1/messages/preview', { body });
    expect(preview.json).toMatchObject({
      sendAt: `${day}T23:00:00.000Z`,
      timing: { reason: 'quiet_hours', movedFrom: `${day}T14:00:00.000Z` },
      explanation: { timing: told },
    });
    const { id } = await post({ to: undefined, contactId, sendAt: `${day}T14:00:00Z` });
    expect((await events(id))[0]).toMatchObject({ kind: 'accepted', details: { timing: told } });
    const quick = await post({ sendAt: `${day}T22:00:00Z` });
    const [first] = await events(quick.id);
    expect(first.details.timing.quietHours).toMatchObject({ timeZone: 'UTC', zoneOf: 'workspace' });
  });
});

describe('T7: at an edit', () => {
  test('a new time is moved too, and a free one takes the move away', async () => {
    const { id } = await post({ sendAt: `${day}T12:00:00Z` });
    const moved = await patch(id, { sendAt: `${day}T23:00:00Z` });
    expect(moved).toMatchObject({
      sendAt: `${nextDay}T08:00:00.000Z`,
      requestedSendAt: `${day}T23:00:00Z`,
      timing: { reason: 'quiet_hours', movedFrom: `${day}T23:00:00.000Z` },
    });
    expect((await events(id)).at(-1)).toMatchObject({
      kind: 'rescheduled',
      details: { to: `${nextDay}T08:00:00.000Z`, quietHours: { timeZone: 'UTC' } },
    });
    const free = await patch(id, { sendAt: `${day}T13:00:00Z` });
    expect(free).toMatchObject({ sendAt: `${day}T13:00:00.000Z`, timing: { reason: 'requested' } });
    expect(free.timing).not.toHaveProperty('movedFrom');
  });

  test('of other fields leaves it, whatever the setting is by then', async () => {
    const made = await post({ sendAt: `${day}T22:00:00Z` });
    await set({ quietHours: null });
    const edited = await patch(made.id, { text: 'At nine.' });
    expect(edited).toMatchObject({ sendAt: made.sendAt, timing: made.timing });
    // The time is asked for again, and nothing is quiet any more.
    const again = await patch(made.id, { sendAt: `${day}T22:00:00Z` });
    expect(again).toMatchObject({
      sendAt: `${day}T22:00:00.000Z`,
      timing: { reason: 'requested' },
    });
  });

  test('of a label shows the moved time on its clocks', async () => {
    const { id } = await post({ sendAt: `${day}T22:00:00Z` });
    const labelled = await patch(id, { timeZone: 'Asia/Tokyo' });
    expect(labelled).toMatchObject({
      sendAt: `${nextDay}T08:00:00.000Z`,
      localSendAt: `${nextDay}T17:00:00`,
      timing: { reason: 'quiet_hours' },
    });
  });

  test('of a label is taken though the time that was asked for is past by then', async () => {
    const { id, sendAt } = await post({ sendAt: `${day}T22:00:00Z` });
    const { sql } = t.database.connection;
    const past = new Date(Date.now() - 3_600_000).toISOString();
    await sql`UPDATE messages SET requested_send_at = ${past}, moved_from = ${past} WHERE id = ${id}`;
    await set({ quietHours: null });
    const labelled = await patch(id, { timeZone: 'Asia/Tokyo' });
    expect(labelled).toMatchObject({ sendAt, timeZone: 'Asia/Tokyo' });
  });
});

/** Two hours before an instant to two hours after it, UTC. */
function around(now: Date) {
  const at = (hours: number) => new Date(now.getTime() + hours * 3_600_000).toISOString();
  return { start: at(-2).slice(11, 16), end: at(2).slice(11, 16) };
}
function quietUntil(now: Date): string {
  return `${new Date(now.getTime() + 2 * 3_600_000).toISOString().slice(0, 16)}:00.000Z`;
}
function nextFridayInWinter(): string {
  const today = new Date();
  const winter = new Date(
    Date.UTC(today.getUTCFullYear() + (today.getUTCMonth() < 1 ? 0 : 1), 0, 10),
  );
  winter.setUTCDate(winter.getUTCDate() + ((5 - winter.getUTCDay() + 7) % 7));
  return winter.toISOString().slice(0, 10);
}
