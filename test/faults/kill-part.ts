import { setTimeout as sleep } from 'node:timers/promises';
import type { Embedded } from './embedded.ts';
import type { Random } from './random.ts';
import { untilPartIsOk } from './readiness.ts';

/** What was killed, and when it worked again. */
export interface Kill {
  what: string;
  fromMs: number;
  toMs: number;
  /** See `judge`. */
  unknownUntilMs?: number;
}

/** From a request to the kill: before, while and after it is answered. */
const KILL_AFTER_MS = [-150, 400] as const;

const kills = {
  async node(embedded: Embedded) {
    const moment = await embedded.killNode();
    await embedded.start();
    return moment;
  },
  async temporal(embedded: Embedded) {
    const moment = await embedded.killTemporal();
    await untilPartIsOk(embedded, 'temporal');
    return moment;
  },
  async postgres(embedded: Embedded) {
    const moment = await embedded.killPostgres();
    await untilPartIsOk(embedded, 'database');
    return moment;
  },
};

/** Kills one part, and resolves once it works again. */
export async function killPart(embedded: Embedded, random: Random): Promise<Kill> {
  const what = random.pick(['node', 'temporal', 'postgres'] as const);
  await sleep(Math.max(0, random.between(...KILL_AFTER_MS)));
  const { fromMs, killedMs } = await kills[what](embedded);
  const toMs = Date.now();
  switch (what) {
    case 'node':
      return { what, fromMs, toMs, unknownUntilMs: killedMs };
    case 'postgres':
      return { what, fromMs, toMs, unknownUntilMs: toMs };
    case 'temporal':
      return { what, fromMs, toMs };
  }
}
