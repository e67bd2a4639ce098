/** Dynamic configuration for one development server that has one client. */
export const TEMPORAL_SETTINGS: Readonly<Record<string, number>> = {
  // With one matching host, four partitions per task queue only forward to each other.
  'matching.numTaskqueueReadPartitions': 1,
  'matching.numTaskqueueWritePartitions': 1,
  // Defaults that protect a shared cluster (matching: 1200 a second). On two cores CPU is the
  // limit long before (180 delayed starts, 30 whole workflows a second, with and without these).
  'matching.rps': 20_000,
  'history.rps': 20_000,
  'frontend.rps': 20_000,
  'frontend.namespaceRPS': 20_000,
};
