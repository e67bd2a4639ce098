import { findQuietEnd } from './find-quiet-end.ts';
import type { QuietHours } from './quiet-hours.ts';
import type { ZoneRules } from './time-zone.ts';

/** What decides whether somebody is to be left in peace. */
export interface QuietFacts {
  /** The workspace's; `null`: none. */
  quietHours: QuietHours | null;
  /** `null` where the contact has none, or there is no contact. */
  contactTimeZone: string | null;
  workspaceTimeZone: string;
}

/** A quiet time that holds an instant, and on whose clocks. */
export interface Quiet {
  until: Date;
  timeZone: string;
  zoneOf: 'contact' | 'workspace';
}

/**
 * Whether an instant falls into the recipient's quiet hours (T7); `null`: a message may go.
 * Whatever the row holds it has an answer: a zone that these rules do not know gives way to the
 * next, and the last one is UTC.
 */
export function decideQuiet(at: Date, facts: QuietFacts, rules: ZoneRules): Quiet | null {
  const { quietHours } = facts;
  if (quietHours === null) return null;
  const { timeZone, zoneOf } = chooseQuietZone(facts, rules);
  const endMs = findQuietEnd({ atMs: at.getTime(), quietHours, zone: timeZone, rules });
  return endMs === null ? null : { until: new Date(endMs), timeZone, zoneOf };
}

/** On whose clocks quiet hours are. */
export function chooseQuietZone(
  { contactTimeZone, workspaceTimeZone }: QuietFacts,
  rules: ZoneRules,
) {
  if (contactTimeZone !== null && rules.has(contactTimeZone)) {
    return { timeZone: contactTimeZone, zoneOf: 'contact' as const };
  }
  const timeZone = rules.has(workspaceTimeZone) ? workspaceTimeZone : 'UTC';
  return { timeZone, zoneOf: 'workspace' as const };
}
