import { collectDefaultMetrics, Registry } from 'prom-client';

/** A registry of our own, with the process's own figures; others add theirs. */
export function createMetricsRegistry(): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return registry;
}
