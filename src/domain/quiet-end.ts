import { decideQuiet, type QuietFacts } from './decide-quiet.ts';
import type { ZoneRules } from './time-zone.ts';

/**
 * What the optimizer asks instead of `decideQuiet`, whose answers it gives: the end of the quiet
 * time that holds an instant, or `null`; milliseconds since 1970. `undefined`: there are none.
 */
export function createQuietEnd(
  facts: QuietFacts,
  rules: ZoneRules,
): ((atMs: number) => number | null) | undefined {
  if (facts.quietHours === null) return undefined;
  return (atMs) => decideQuiet(new Date(atMs), facts, rules)?.until.getTime() ?? null;
}
