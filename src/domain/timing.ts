/** What {@link AmbiguousTime} means is told by `resolveLocalTime`; T3. The first one is the default. */
export const ambiguousTimes = ['compatible', 'earlier', 'later', 'reject'] as const;
export type AmbiguousTime = (typeof ambiguousTimes)[number];

/** How the send time was asked for (T1). */
export const timingKinds = ['now', 'at', 'local', 'optimized'] as const;
export type TimingKind = (typeof timingKinds)[number];

/** Why a message goes at its moment: as asked, moved by T7, or one of the model's reasons (O1, O2). */
export const timingReasons = [
  'requested',
  'quiet_hours',
  'optimized',
  'insufficient_history',
  'now_is_best',
  'zone_unknown',
  'holdout',
  'window_end',
] as const;
export type TimingReason = (typeof timingReasons)[number];

/** How a wall-clock time met the zone: once, never (spring forward), or twice (autumn). */
export const zoneNotes = ['exact', 'gap', 'overlap'] as const;
export type ZoneNote = (typeof zoneNotes)[number];

/** What is done with a message that is overdue after an outage (T6). */
export const lateActions = ['send', 'skip'] as const;
export type LateAction = (typeof lateActions)[number];

/** T4: a year, leap day included. */
export const HORIZON_DAYS = 366;

/** {@link HORIZON_DAYS} in milliseconds. */
export const HORIZON_MS = HORIZON_DAYS * 86_400_000;

/** T2: how far in the past a send time may lie, in milliseconds: clocks differ, and requests travel. */
export const PAST_TOLERANCE_MS = 60_000;
