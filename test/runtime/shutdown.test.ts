import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from '#test/support/eventually';
import { accepted, createRecordingProvider } from '#test/support/recording-provider';
import { startTestSystem, type TestSystem } from '#test/support/test-system';

let system: TestSystem;

beforeAll(async () => {
  system = await startTestSystem({ worker: false });
});
afterAll(() => system.stop());

test('a worker that stops hands over what waits, and finishes what it sends', {
  timeout: 120_000,
}, async () => {
  const provider = createRecordingProvider(system.core.clock);
  const one = await system.startWorker(provider);
  await one.polling;
  const answers = provider.hold();
  const inHand = await Promise.all(Array.from({ length: 5 }, () => system.schedule()));
  await eventually('5 calls', () => provider.calls.length === 5);
  const sendAtMs = system.core.clock.nowMs() + 12_000;
  const waiting = await Promise.all(
    Array.from({ length: 50 }, (_, index) =>
      system.schedule({ sendAt: new Date(sendAtMs + index * 10).toISOString() }),
    ),
  );
  // Inside the last three seconds: most of them wait in the first worker's activities.
  await eventually('the last seconds', () => system.core.clock.nowMs() > sendAtMs - 1_500);

  const other = createRecordingProvider(system.core.clock);
  const two = await system.startWorker(other);
  await two.polling;
  const callsOfOne = provider.calls.length;
  const stopped = one.stop();
  answers.release();
  await stopped;
  for (const { id } of inHand) expect((await system.row(id)).status).toBe('sent');
  for (const { id } of [...inHand, ...waiting]) await system.untilStatus(id, 'sent');

  const calls = [...provider.calls, ...other.calls];
  const ids = calls.map((call) => call.message.messageId).sort();
  expect(ids).toEqual([...inHand, ...waiting].map((message) => message.id).sort());
  const lateness = waiting.map(({ id, sendAt }) => {
    const call = calls.find(({ message }) => message.messageId === id);
    return (call?.atMs ?? 0) - sendAt.getTime();
  });
  expect(Math.min(...lateness)).toBeGreaterThanOrEqual(0);
  lateness.sort((a, b) => a - b);
  console.log(
    `handed over: ${other.calls.length} of 50 (the first worker had sent ${callsOfOne} before it was stopped), median ${lateness[25]} ms late, at most ${lateness.at(-1)} ms`,
  );
});

test('a worker that is stopped while it starts, or twice, stops', async () => {
  const worker = await system.startWorker(createRecordingProvider());
  await Promise.all([worker.stop(), worker.stop()]);
  const another = await system.startWorker(createRecordingProvider());
  await another.polling;
  const { id } = await system.schedule();
  await system.untilStatus(id, 'sent');
});

test('while no worker runs messages are accepted, and the next one catches up', async () => {
  const late = createRecordingProvider(system.core.clock);
  late.answerWith(accepted);
  const made = await Promise.all(Array.from({ length: 20 }, () => system.schedule()));
  await (await system.startWorker(late)).polling;
  for (const { id } of made) await system.untilStatus(id, 'sent');
});
