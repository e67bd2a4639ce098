import { SLOT_MS, toWeekPosition, type WallOffsets } from '#domain/send-time/week-grid';
import type { Random } from './random.ts';
import type { Person } from './simulated-recipient.ts';

const HOUR_MS = 3_600_000;

/** When a person looked into the mailbox, in time order: a Poisson process by their habit. */
export function drawChecks(
  person: Person,
  random: Random,
  { fromMs, toMs, offsets }: { fromMs: number; toMs: number; offsets: WallOffsets },
): number[] {
  const checks: number[] = [];
  let atMs = fromMs;
  /** What is left of an exponential wait, in expected looks. */
  let wait = random.exponential(1);
  while (atMs < toMs) {
    const position = toWeekPosition(atMs, offsets);
    const rates = atMs < person.driftsAtMs ? person.before : person.after;
    const perMs = (rates[Math.floor(position)] ?? 0) / HOUR_MS;
    const leftMs = (Math.floor(position) + 1 - position) * SLOT_MS;
    if (perMs * leftMs < wait) {
      wait -= perMs * leftMs;
      atMs += leftMs;
    } else {
      atMs += wait / perMs;
      wait = random.exponential(1);
      if (atMs < toMs) checks.push(Math.floor(atMs));
    }
  }
  return checks;
}
