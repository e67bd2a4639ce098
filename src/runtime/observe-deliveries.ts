import { Counter, Histogram, type Registry } from 'prom-client';
import type { DeliveryObserver } from '#activities/activity-deps';
import type { Logger } from '#src/log';

// From on time to what an outage leaves behind, in seconds.
const LATENESS_BUCKETS_S = [0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5, 60, 3600];

/** Tells the metrics and the log what happens to messages; no id and nothing personal in a label. */
export function observeDeliveries(registry: Registry, log: Logger): DeliveryObserver {
  const lateness = new Histogram({
    name: 'punctual_send_lateness_seconds',
    help: 'From the due time to the call of the provider',
    buckets: LATENESS_BUCKETS_S,
    registers: [registry],
  });
  const attempts = new Counter({
    name: 'punctual_attempts_total',
    help: 'Attempts by what they came to',
    labelNames: ['settlement'],
    registers: [registry],
  });
  const failures = new Counter({
    name: 'punctual_failures_total',
    help: 'Failures that are tried again or repaired, by where they happened',
    labelNames: ['what'],
    registers: [registry],
  });
  return {
    called: (latenessMs) => lateness.observe(latenessMs / 1_000),
    settled: (kind) => attempts.inc({ settlement: kind }),
    failed(what, error) {
      failures.inc({ what });
      log.warn({ what, err: error }, 'failed, and will be tried again');
    },
  };
}
