// The highest of so many samples is close to the truth, and follows a clock that is slewed.
const SAMPLES = 64;
const SAMPLE_EVERY_MS = 50;
const FIRST_SAMPLES_MS = 3;

/**
 * A wall clock finer than a millisecond: `Date.now()` carried on by the monotonic clock, so that
 * processes of one machine can compare.
 *
 * @returns a function that answers with milliseconds since 1970, with fractions
 */
export function createPreciseClock(): () => number {
  // `Date.now()` is floored: a sample is up to 1 ms too low, never too high.
  const sample = () => Date.now() - performance.now();
  let offsetMs = sample();
  const untilMs = performance.now() + FIRST_SAMPLES_MS;
  while (performance.now() < untilMs) offsetMs = Math.max(offsetMs, sample());
  const recent = [offsetMs];
  const timer = setInterval(() => {
    recent.push(sample());
    if (recent.length > SAMPLES) recent.shift();
    offsetMs = Math.max(...recent);
  }, SAMPLE_EVERY_MS);
  timer.unref();
  return () => offsetMs + performance.now();
}
