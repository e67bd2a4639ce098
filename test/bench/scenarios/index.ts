import type { Scenario } from '../harness/bench.ts';
import { accept } from './accept.ts';
import { bulkAccept } from './bulk-accept.ts';
import { bulkDrain } from './bulk-drain.ts';
import { bulkExport } from './bulk-export.ts';
import { bulkFairness } from './bulk-fairness.ts';
import { bulkImport } from './bulk-import.ts';
import { crowd, crowdSameSender } from './crowd.ts';
import { graphile } from './graphile.ts';
import { lists } from './lists.ts';
import { memory } from './memory.ts';
import { naive } from './naive.ts';
import { optimize } from './optimize.ts';
import { punctual } from './punctual.ts';
import { receipts } from './receipts.ts';
import { sendTime } from './send-time.ts';
import { templates } from './templates.ts';
import { twilio } from './twilio.ts';
import { webhooks } from './webhooks.ts';

/** In the order of a run: what is compared with comes after what it is compared to. */
export const scenarios: readonly Scenario[] = [
  accept,
  punctual,
  crowd,
  graphile,
  crowdSameSender,
  naive,
  memory,
  twilio,
  receipts,
  templates,
  lists,
  optimize,
  sendTime,
  bulkAccept,
  bulkDrain,
  bulkFairness,
  bulkImport,
  bulkExport,
  webhooks,
];
