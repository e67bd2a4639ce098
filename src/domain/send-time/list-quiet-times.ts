/** A part of a window that is left out; instants in milliseconds since 1970. */
export interface QuietSpan {
  /** The first moment of the window that falls into it. */
  fromMs: number;
  /** May lie after the window. */
  untilMs: number;
}

const MINUTE_MS = 60_000;

/** The quiet times of a window (T7), in time order; to the minute, as quiet hours are set. */
export function listQuietTimes(window: {
  nowMs: number;
  endMs: number;
  quietEndAt?: ((atMs: number) => number | null) | undefined;
}): QuietSpan[] {
  const { nowMs, endMs, quietEndAt } = window;
  const spans: QuietSpan[] = [];
  if (quietEndAt === undefined) return spans;
  let atMs = nowMs;
  while (atMs <= endMs) {
    const untilMs = quietEndAt(atMs);
    if (untilMs !== null) spans.push({ fromMs: atMs, untilMs });
    atMs = untilMs ?? Math.floor(atMs / MINUTE_MS) * MINUTE_MS + MINUTE_MS;
  }
  return spans;
}
