import type { Scenario } from '../scenario.ts';
import { interrupt } from './interrupt.ts';
import { killBatch } from './kill-batch.ts';
import { killEverything } from './kill-everything.ts';
import { killNode } from './kill-node.ts';
import { killPostgres } from './kill-postgres.ts';
import { killTemporal } from './kill-temporal.ts';
import { killOneOfTwoWorkers, killWorker } from './kill-worker.ts';
import { racePosts } from './race-posts.ts';
import { temporalAway } from './temporal-away.ts';
import { bluebubblesFaults, sendgridFaults, smtpFaults, twilioFaults } from './vendor-faults.ts';

/** All scenarios, in the order in which they run. */
export const scenarios: readonly Scenario[] = [
  killEverything,
  killNode,
  killWorker,
  killOneOfTwoWorkers,
  killTemporal,
  killPostgres,
  temporalAway,
  interrupt,
  racePosts,
  twilioFaults,
  sendgridFaults,
  smtpFaults,
  bluebubblesFaults,
  killBatch,
];
