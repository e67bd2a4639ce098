import { chooseQuietZone, type QuietFacts } from './decide-quiet.ts';
import { createQuietEndFinder } from './find-quiet-end.ts';
import type { ZoneRules } from './time-zone.ts';

/**
 * What the optimizer asks of many instants instead of `decideQuiet`, whose answers it gives: the
 * end of the quiet time that holds one, or `null`; milliseconds since 1970. `undefined`: there are
 * no quiet hours.
 */
export function createQuietEnd(
  facts: QuietFacts,
  rules: ZoneRules,
): ((atMs: number) => number | null) | undefined {
  const { quietHours } = facts;
  if (quietHours === null) return undefined;
  return createQuietEndFinder({ quietHours, zone: chooseQuietZone(facts, rules).timeZone, rules });
}
