import { sql } from 'drizzle-orm';
import type { Bench } from './bench.ts';
import type { Asks, Child } from './child.ts';
import { noteDrain } from './note-drain.ts';
import { scheduleCrowd } from './schedule-crowd.ts';
import { onStage } from './stage.ts';
import { untilCalled } from './until-called.ts';
import { warmUp } from './warm-up.ts';

export interface Rival<A extends Asks> {
  /** How its figures' names begin. */
  name: string;
  file: string;
  settings?: Record<string, string>;
  count: number;
  /** How many it is handed in a second, with time to spare. */
  addedPerSecond: number;
  add(worker: Child<A>, ids: string[], dueMs: number): Promise<unknown>;
}

const READY_MS = 5_000;
const GIVE_UP_MS = 180_000;

/** Has another design send many messages that are due at one instant: same rows, claim and call. */
export function runRival<A extends Asks>(bench: Bench, rival: Rival<A>): Promise<void> {
  const { name, count } = rival;
  return onStage(bench, async (stage) => {
    const worker = await stage.start<A>(rival.file, rival.settings);
    const add = async (ids: string[], dueMs: number) => {
      // It is what moves these messages.
      await stage.connection.db.execute(sql`DELETE FROM outbox`);
      await rival.add(worker, ids, dueMs);
    };
    await warmUp(stage, add);
    const dueMs = Math.ceil(Date.now() + READY_MS + (count / rival.addedPerSecond) * 1_000);
    await add(await scheduleCrowd(stage, { group: 'crowd', count, dueMs }), dueMs);
    if (Date.now() > dueMs) bench.log(`${name}: not all added before the instant`);
    await untilCalled(stage, count, Math.max(0, dueMs - Date.now()) + GIVE_UP_MS);
    const entries = await stage.provider.ask('take', null);
    noteDrain(bench, entries, { name, group: 'crowd', count, fromMs: dueMs });
  });
}
