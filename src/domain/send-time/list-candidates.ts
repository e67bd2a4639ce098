import { SLOT_MS } from './week-grid.ts';

/**
 * The moments among which a send time is chosen: now, each half-hour of the recipient's clock in
 * the window, and the ends of quiet hours; none within those. In time order; none where they fill
 * the window.
 */
export function listCandidates(window: {
  nowMs: number;
  endMs: number;
  /** The last half-hour of the recipient's clock that has begun, milliseconds since 1970. */
  gridMs: number;
  quietEndAt?: ((atMs: number) => number | null) | undefined;
}): number[] {
  const { nowMs, endMs, gridMs, quietEndAt } = window;
  const candidates: number[] = [];
  let atMs = nowMs;
  while (atMs <= endMs) {
    const quietEndMs = quietEndAt?.(atMs) ?? null;
    if (quietEndMs === null) candidates.push(atMs);
    atMs = quietEndMs ?? nextOnGrid(atMs, gridMs);
  }
  return candidates;
}

function nextOnGrid(atMs: number, gridMs: number): number {
  return gridMs + (Math.floor((atMs - gridMs) / SLOT_MS) + 1) * SLOT_MS;
}
