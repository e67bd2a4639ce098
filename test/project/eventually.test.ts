import { expect, onTestFinished, test, vi } from 'vitest';
import { eventually } from '#test/support/eventually';

test('a machine that stands still for a minute has not waited for a minute', async () => {
  const now = performance.now.bind(performance);
  let stoodStillMs = 0;
  const spy = vi.spyOn(performance, 'now').mockImplementation(() => now() + stoodStillMs);
  onTestFinished(() => spy.mockRestore());
  let looks = 0;
  const seen = await eventually('the third look', () => {
    looks++;
    if (looks === 1) stoodStillMs = 60_000;
    return looks === 3;
  });
  expect(seen).toBe(true);
});

test('what never comes is told', async () => {
  await expect(eventually('nothing', () => null, 50)).rejects.toThrow('nothing: not within 50 ms');
});
