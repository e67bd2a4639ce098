import { decideQuiet, type Quiet, type QuietFacts } from './decide-quiet.ts';
import type { ZoneRules } from './time-zone.ts';

/** When a message goes, and what quiet hours moved it away from. */
export interface MovedTime {
  sendAt: Date;
  movedFrom: Date | null;
}

export interface MoveQuestion {
  before: MovedTime;
  /** What the caller wrote, under the new rules. */
  resolvedAt: Date;
  /** As the setting and the contact's zone are now. */
  facts: QuietFacts;
  rules: ZoneRules;
  now: Date;
}

/**
 * Moves a local send time that was resolved again out of the quiet hours again (T3, T7). One that
 * they had not moved, and that means the same instant as before, is left alone: quiet hours that
 * came since are the gate's to see.
 */
export function moveAgain(question: MoveQuestion): MovedTime & { quiet: Quiet | null } {
  const { before, resolvedAt, facts, rules, now } = question;
  const isSame = before.movedFrom === null && resolvedAt.getTime() === before.sendAt.getTime();
  const goesAt = new Date(Math.max(resolvedAt.getTime(), now.getTime()));
  const quiet = isSame ? null : decideQuiet(goesAt, facts, rules);
  if (quiet === null) return { sendAt: resolvedAt, movedFrom: null, quiet };
  return { sendAt: quiet.until, movedFrom: resolvedAt, quiet };
}
