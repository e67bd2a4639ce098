import { afterAll, beforeAll, expect, test } from 'vitest';
import { shippedZoneRules } from '#domain/time-zone';
import { toLocal } from '#domain/to-local';
import { startTestSystem, type TestSystem } from '#test/support/test-system';

let system: TestSystem;

beforeAll(async () => {
  system = await startTestSystem();
});
afterAll(() => system.stop());

async function post(body: Record<string, unknown>) {
  const answer = await system.app.request('/v1/messages', {
    method: 'POST',
    headers: { Authorization: `Bearer ${system.key}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ channel: 'sms', to: '+12125550123', text: 'Hello', ...body }),
  });
  expect(answer.status).toBe(201);
  return (await answer.json()) as { id: string; sendAt: string; timing: { kind: string } };
}

async function expectSentOnceAtItsTime(id: string): Promise<number> {
  const row = await system.untilStatus(id, 'sent');
  const [delivery, ...doubles] = await system.sunk(id);
  expect(doubles).toEqual([]);
  const claimedAt = row.claimedAt?.getTime() ?? 0;
  const deliveredAt = delivery?.deliveredAt.getTime() ?? 0;
  expect(claimedAt).toBeGreaterThanOrEqual(row.sendAt.getTime());
  expect(deliveredAt).toBeGreaterThanOrEqual(claimedAt);
  expect((await system.attempts(id)).map((attempt) => attempt.outcome)).toEqual(['accepted']);
  const kinds = (await system.events(id)).map((event) => event.kind);
  expect(kinds).toEqual(['accepted', 'sending', 'sent']);
  await system.untilNoWorkflow(id);
  return claimedAt - row.sendAt.getTime();
}

test('T1: a message without a time goes out now, once, to the sink', async () => {
  const posted = await post({});
  expect(posted.timing.kind).toBe('now');
  console.log(`now: claimed ${await expectSentOnceAtItsTime(posted.id)} ms after it was accepted`);
});

test('T1: a message at an instant goes out once, at it and never before', async () => {
  const posted = await post({ sendAt: system.inMs(5_000) });
  expect(posted.timing.kind).toBe('at');
  console.log(`at: claimed ${await expectSentOnceAtItsTime(posted.id)} ms late`);
  await system.untilWorkflow(posted.id, 'COMPLETED');
});

test('T1: a message at a local time goes out once, at the instant that the zone gives it', async () => {
  const sendAtMs = system.core.clock.nowMs() + 4_000;
  const local = toLocal(sendAtMs, 'Asia/Kathmandu', shippedZoneRules());
  const posted = await post({ sendAt: local, timeZone: 'Asia/Kathmandu' });
  expect(posted.timing.kind).toBe('local');
  expect(Math.abs(Date.parse(posted.sendAt) - sendAtMs)).toBeLessThan(1_000);
  console.log(`local: claimed ${await expectSentOnceAtItsTime(posted.id)} ms late`);
});

test('T4: thirty messages at scattered instants: none early, each once', async () => {
  const posted = await Promise.all(
    Array.from({ length: 30 }, (_, index) => post({ sendAt: system.inMs(3_500 + index * 83) })),
  );
  const lateness = [];
  for (const { id } of posted) lateness.push(await expectSentOnceAtItsTime(id));
  lateness.sort((one, other) => one - other);
  console.log(`30 at their instants: median ${lateness[15]} ms late, last ${lateness[29]} ms`);
});
