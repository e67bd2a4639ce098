import type postgres from 'postgres';

/** PostgreSQL's time, as this process knows it. */
export interface Clock {
  /** Milliseconds since 1970, as PostgreSQL has them. */
  nowMs(): number;
  /** How far PostgreSQL is ahead of this process, in milliseconds, when last measured. */
  offsetMs(): number;
  stop(): void;
}

const MEASURE_EVERY_MS = 60_000;
const SAMPLES = 5;

/**
 * Measures the offset to PostgreSQL's clock, and again each minute (one clock for all processes).
 *
 * @throws when the first measurement fails.
 */
export async function startClock(sql: postgres.Sql): Promise<Clock> {
  let offsetMs = await measureOffsetMs(sql);
  const timer = setInterval(() => {
    measureOffsetMs(sql).then(
      (measured) => {
        offsetMs = measured;
      },
      // A database that is away keeps the last offset; its absence is reported by whoever needs it.
      () => {},
    );
  }, MEASURE_EVERY_MS);
  timer.unref();
  return {
    // Counted on, and not read: the machine's clock may step between two measurements.
    nowMs: () => Math.floor(steadyMs() + offsetMs),
    offsetMs: () => Math.round(offsetMs),
    stop: () => clearInterval(timer),
  };
}

/** The machine's time when the process began, and what has passed since. */
function steadyMs(): number {
  return performance.timeOrigin + performance.now();
}

/** The offset of the quickest of a few round trips: its middle is the least wrong. */
async function measureOffsetMs(sql: postgres.Sql): Promise<number> {
  let best = { tripMs: Number.POSITIVE_INFINITY, offsetMs: 0 };
  for (let sample = 0; sample < SAMPLES; sample++) {
    const sentMs = performance.now();
    const sentAtMs = steadyMs();
    const rows = await sql<[{ ms: number }]>`
      SELECT (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS ms`;
    const tripMs = performance.now() - sentMs;
    const offsetMs = rows[0].ms - (sentAtMs + tripMs / 2);
    if (tripMs < best.tripMs) best = { tripMs, offsetMs };
  }
  // On one machine the two clocks are one: what is left is noise of the measurement.
  return Math.abs(best.offsetMs) <= best.tripMs / 2 + 1 ? 0 : Math.round(best.offsetMs);
}
