import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AppError } from '#domain/errors';
import { createRecordingProvider, type RecordingProvider } from '#test/support/recording-provider';
import { startTestSystem, type TestSystem } from '#test/support/test-system';
import { resultOf, untilActivityRuns, untilTimerRuns } from '#test/support/workflow-progress';

const HOUR_MS = 3_600_000;

let system: TestSystem;
let provider: RecordingProvider;

beforeAll(async () => {
  provider = createRecordingProvider();
  system = await startTestSystem({ provider });
});
afterAll(() => system.stop());

/** How long after the answer its workflow was closed, in milliseconds. */
async function cancelAndClose(id: string): Promise<number> {
  const canceled = await system.cancel(id);
  expect(canceled).toMatchObject({ status: 'canceled', cancelReason: 'requested' });
  const answeredAtMs = performance.now();
  expect(await resultOf(system, id)).toEqual({ ended: 'canceled' });
  return performance.now() - answeredAtMs;
}

async function expectClosedWithinASecond(what: string, make: () => Promise<string>, count: number) {
  const times: number[] = [];
  const ids: string[] = [];
  // The first one of a process pays for what is loaded once.
  await cancelAndClose(await make());
  for (let index = 0; index < count; index++) {
    const id = await make();
    ids.push(id);
    times.push(Math.round(await cancelAndClose(id)));
  }
  console.log(`canceled ${what}: workflow closed after ${times.join(', ')} ms`);
  // On a busy machine one may take longer.
  expect(times.toSorted((a, b) => b - a)[1]).toBeLessThan(1_000);
  return ids;
}

test('C1: canceled while its start is delayed, the workflow is closed within a second', async () => {
  await expectClosedWithinASecond(
    'while delayed',
    async () => {
      const { id } = await system.schedule({ sendAt: system.inMs(HOUR_MS) });
      await system.untilWorkflow(id, 'RUNNING');
      return id;
    },
    7,
  );
});

test('C1: canceled while it sleeps inside itself, the workflow is closed within a second', async () => {
  await expectClosedWithinASecond(
    'while it sleeps',
    async () => {
      const { id } = await system.schedule({ sendAt: system.inMs(HOUR_MS) });
      await system.untilWorkflow(id, 'RUNNING');
      await system.edit(id, { sendAt: system.inMs(2 * HOUR_MS) });
      await untilTimerRuns(system, id);
      return id;
    },
    7,
  );
});

test('C1: canceled in the last three seconds, it is closed within a second and never sent', async () => {
  const ids = await expectClosedWithinASecond(
    'while its activity waits',
    async () => {
      const { id } = await system.schedule({ sendAt: system.inMs(2_900) });
      await untilActivityRuns(system, id);
      return id;
    },
    6,
  );
  await sleep(3_000);
  for (const id of ids) {
    expect(provider.callsFor(id)).toEqual([]);
    expect(await system.row(id)).toMatchObject({ status: 'canceled', attemptCount: 0 });
  }
});

test('C1: canceling twice answers the same, with one event', async () => {
  const { id } = await system.schedule({ sendAt: system.inMs(HOUR_MS) });
  const [one, other] = await Promise.all([system.cancel(id), system.cancel(id)]);
  expect(await system.cancel(id)).toEqual(one);
  expect(other).toEqual(one);
  expect((await system.events(id)).map((event) => event.kind)).toEqual(['accepted', 'canceled']);
});

test('C1: what is being sent cannot be canceled, nor what was', async () => {
  const answers = provider.hold();
  const { id } = await system.schedule();
  await system.untilStatus(id, 'sending');
  await expect(system.cancel(id)).rejects.toMatchObject({ code: 'already_sending' });
  answers.release();
  await system.untilStatus(id, 'sent');
  await expect(system.cancel(id)).rejects.toMatchObject({ code: 'final' });
});

test('C1: of 500 cancels within 50 ms of the send time, each is final: canceled or sent once', {
  timeout: 120_000,
}, async () => {
  const COUNT = 500;
  const EVERY_MS = 45;
  const firstMs = system.core.clock.nowMs() + 10_000;
  const at = (index: number) => new Date(firstMs + index * EVERY_MS).toISOString();
  const messages: { id: string; sendAt: Date }[] = [];
  for (let index = 0; index < COUNT; index += 10) {
    const ten = Array.from({ length: 10 }, (_, more) =>
      system.schedule({ sendAt: at(index + more) }),
    );
    messages.push(...(await Promise.all(ten)));
  }
  const answers = await Promise.all(messages.map((message) => cancelNear(message)));
  const split: Record<string, number> = {};
  for (const [index, { id }] of messages.entries()) {
    const answer = answers[index] ?? '';
    split[answer] = (split[answer] ?? 0) + 1;
    if (answer !== 'canceled') await system.untilStatus(id, 'sent');
    const calls = provider.callsFor(id);
    expect({ answer, calls: calls.length }).toEqual({
      answer,
      calls: answer === 'canceled' ? 0 : 1,
    });
    for (const { atMs } of calls) expect(atMs).toBeGreaterThanOrEqual(firstMs + index * EVERY_MS);
  }
  console.log('500 cancels within 50 ms of the send time:', split);
  const { canceled = 0, already_sending = 0, final = 0 } = split;
  expect(canceled + already_sending + final).toBe(COUNT);
});

async function cancelNear(message: { id: string; sendAt: Date }): Promise<string> {
  const offMs = Math.random() * 100 - 50;
  await sleep(Math.max(0, message.sendAt.getTime() + offMs - system.core.clock.nowMs()));
  try {
    return (await system.cancel(message.id)).status;
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
}
