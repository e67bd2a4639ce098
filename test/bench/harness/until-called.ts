import type { Stage } from './stage.ts';
import { until } from './until.ts';

/** Waits until the provider has had so many calls. */
export function untilCalled(stage: Stage, count: number, forMs: number): Promise<boolean> {
  const isDone = async () => (await stage.provider.ask('count', null)) >= count;
  return until(isDone, { forMs, everyMs: 200 });
}
