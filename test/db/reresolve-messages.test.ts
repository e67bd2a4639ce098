import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { reresolveMessages } from '#db/messages/reresolve-messages';
import { countRelayItems } from '#db/relay-queue';
import { shippedZoneRules } from '#domain/time-zone';
import { startRelay } from '#temporal/relay';
import { rulesBefore2026 } from '#test/domain/rules-before-2026';
import { eventually } from '#test/support/eventually';
import { startTestSystem, type TestSystem } from '#test/support/test-system';

const rules = shippedZoneRules();
// Winter in Vancouver under the old rules, an hour off under the new; inside the horizon.
const year = new Date().getMonth() < 1 ? new Date().getFullYear() : new Date().getFullYear() + 1;
const local = { sendAt: `${year}-01-15T09:00`, timeZone: 'America/Vancouver' };

let system: TestSystem;

beforeAll(async () => {
  system = await startTestSystem({ worker: false, zoneRules: rulesBefore2026() });
});
afterAll(() => system.stop());

const db = () => system.core.connection.db;
const now = () => new Date(system.core.clock.nowMs());

/** As if all workflows that there are to ask for had been asked for. */
async function relayAll(told: string[] = []) {
  const tell = (word: string) => async (delivery: { messageId: string }) => {
    told.push(`${word} ${delivery.messageId}`);
  };
  const deliveries = { ...system.deliveries, start: tell('start'), reschedule: tell('reschedule') };
  const relay = startRelay({ db: db(), deliveries, clock: system.core.clock, onError: () => {} });
  await eventually('an empty outbox', async () => (await countRelayItems(db())) === 0);
  await relay.stop();
  return told;
}

test('T3: when zone rules change, pending local times move, and nothing else does', async () => {
  const moving = await system.schedule(local);
  const elsewhere = await system.schedule({ ...local, timeZone: 'Europe/Vienna' });
  const instant = await system.schedule({ sendAt: `${year}-01-15T17:00:00Z` });
  const labelled = await system.schedule({
    sendAt: `${year}-01-15T17:00:00Z`,
    timeZone: 'America/Vancouver',
  });
  const canceled = await system.schedule(local);
  await system.cancel(canceled.id);
  await relayAll();
  const others = [elsewhere, instant, labelled, canceled];
  const before = await Promise.all(others.map(({ id }) => system.row(id)));

  expect(await reresolveMessages(db(), rules, now())).toBe(1);

  const row = await system.row(moving.id);
  expect(row).toMatchObject({
    sendAt: new Date(`${year}-01-15T16:00:00Z`),
    localSendAt: `${year}-01-15T09:00:00`,
    tzVersion: rules.version,
    version: moving.version + 1,
  });
  const event = (await system.events(moving.id)).at(-1);
  expect(event).toMatchObject({
    kind: 'zone_rules_changed',
    details: {
      from: `${year}-01-15T17:00:00.000Z`,
      to: `${year}-01-15T16:00:00.000Z`,
      tzVersionBefore: '2025c',
      tzVersion: rules.version,
    },
  });
  for (const [index, { id }] of others.entries()) {
    const { sendAt, version } = await system.row(id);
    expect({ sendAt, version }).toEqual({
      sendAt: before[index]?.sendAt,
      version: before[index]?.version,
    });
    expect((await system.events(id)).map((other) => other.kind)).not.toContain(
      'zone_rules_changed',
    );
  }
  expect(await relayAll()).toEqual([`reschedule ${moving.id}`]);
});

test('T3: resolving again, or by two workers at once, changes nothing more', async () => {
  const made = await Promise.all(Array.from({ length: 12 }, () => system.schedule(local)));
  const moved = await Promise.all([
    reresolveMessages(db(), rules, now()),
    reresolveMessages(db(), rules, now()),
  ]);
  expect(moved[0] + moved[1]).toBe(12);
  expect(await reresolveMessages(db(), rules, now())).toBe(0);
  for (const { id } of made) {
    expect((await system.events(id)).map((event) => event.kind)).toEqual([
      'accepted',
      'zone_rules_changed',
    ]);
  }
});

test('T3: rows of newer rules than these are left alone', async () => {
  const { sql } = system.core.connection;
  const { id } = await system.schedule(local);
  await sql`UPDATE messages SET tz_version = '2099a' WHERE id = ${id}`;
  const before = await system.row(id);
  expect(await reresolveMessages(db(), rules, now())).toBe(0);
  expect(await system.row(id)).toEqual(before);
});

test('T3: a message that waits for its next attempt moves with its send time', async () => {
  const { sql } = system.core.connection;
  const { id } = await system.schedule(local);
  await sql`UPDATE messages SET next_attempt_at = now() + interval '1 minute' WHERE id = ${id}`;
  expect(await reresolveMessages(db(), rules, now())).toBe(1);
  expect(await system.row(id)).toMatchObject({ dueAt: new Date(`${year}-01-15T16:00:00Z`) });
});

describe('T7: a local time that quiet hours moved', () => {
  const setQuietHours = async (start: string | null, end = '12:00') => {
    const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
    const setting = start && JSON.stringify({ start, end, weekdays });
    await system.core.connection
      .sql`UPDATE workspaces SET quiet_hours = ${setting}::text::jsonb, default_time_zone = 'UTC'`;
  };
  const resolveAgain = () => reresolveMessages(db(), rules, now());

  test('is resolved again from what the caller wrote, and moved again', async () => {
    // 09:00 was 17:00 UTC, and is 16:00.
    await setQuietHours('16:30', '22:00');
    const freed = await system.schedule(local);
    expect(freed.timing).toMatchObject({ reason: 'quiet_hours' });
    await setQuietHours('15:30', '22:00');
    const kept = await system.schedule(local);
    await setQuietHours(null);
    const caught = await system.schedule(local);
    await setQuietHours('15:30', '16:30');
    expect(await resolveAgain()).toBe(3);
    const moved = {
      sendAt: new Date(`${year}-01-15T16:30:00Z`),
      localSendAt: `${year}-01-15T09:30:00`,
      movedFrom: new Date(`${year}-01-15T16:00:00Z`),
      timingReason: 'quiet_hours',
    };
    for (const { id } of [freed, kept, caught]) {
      expect(await system.row(id)).toMatchObject(moved);
      expect((await system.events(id)).at(-1)).toMatchObject({
        kind: 'zone_rules_changed',
        details: { quietHours: { timeZone: 'UTC', zoneOf: 'workspace' } },
      });
    }
    await setQuietHours(null);
  });

  test('goes as asked where the new rules, or a new setting, leave it free', async () => {
    await setQuietHours('16:30', '22:00');
    const { id } = await system.schedule(local);
    expect(await resolveAgain()).toBe(1);
    expect(await system.row(id)).toMatchObject({
      sendAt: new Date(`${year}-01-15T16:00:00Z`),
      movedFrom: null,
      timingReason: 'requested',
    });
    await setQuietHours(null);
  });

  test('stays where it is when both lead to the same end, and what they left alone does too', async () => {
    await setQuietHours('15:30', '22:00');
    const { id, version } = await system.schedule(local);
    await setQuietHours(null);
    const elsewhere = await system.schedule({ ...local, timeZone: 'Europe/Vienna' });
    await setQuietHours('01:00', '22:00');
    expect(await resolveAgain()).toBe(0);
    expect(await system.row(id)).toMatchObject({
      version,
      sendAt: new Date(`${year}-01-15T22:00:00Z`),
      movedFrom: new Date(`${year}-01-15T16:00:00Z`),
      tzVersion: rules.version,
    });
    expect(await system.row(elsewhere.id)).toMatchObject({
      version: elsewhere.version,
      sendAt: elsewhere.sendAt,
      timingReason: 'requested',
    });
    await setQuietHours(null);
  });
});
