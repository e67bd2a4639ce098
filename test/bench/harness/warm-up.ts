import { scheduleCrowd } from './schedule-crowd.ts';
import type { Stage } from './stage.ts';
import { until } from './until.ts';

const WARM_UP_CROWD = 200;
const FOR_MS = 60_000;

/**
 * Sends some messages that count for nothing: a worker that runs for days has its code compiled,
 * its statements prepared and its connections open.
 *
 * @param then what else is done with them, once they were accepted.
 */
export async function warmUp(
  stage: Stage,
  then?: (ids: string[], dueMs: number) => Promise<unknown>,
): Promise<void> {
  const dueMs = Date.now();
  const ids = await scheduleCrowd(stage, { group: 'warm-up', count: WARM_UP_CROWD, dueMs });
  await then?.(ids, dueMs);
  const isDone = async () => (await stage.provider.ask('count', null)) >= WARM_UP_CROWD;
  if (!(await until(isDone, { forMs: FOR_MS, everyMs: 200 }))) throw new Error('no warm-up');
  await stage.provider.ask('take', null);
}
