/** A way to spend the week that some of a workspace's recipients have. */
export interface Pattern {
  /** Of the recipients. */
  share: number;
  /** Their sessions per slot of the local week: 336, sum 1, none 0. */
  curve: readonly number[];
}

/** What a pattern is where sends are logged: how often some recipients look, not when they answer. */
export interface Habit {
  /** Of the recipients; all habits sum to 1. */
  share: number;
  /** Looks into the mailbox per half-hour and slot, 336. */
  hazard: readonly number[];
}

/** What a workspace's recipients do together; made by `learnCurve`, kept with the workspace. */
export interface WorkspaceCurve {
  /** Share of all sessions per slot of the local week: 336, sum 1. */
  share: readonly number[];
  /** Looks into the mailbox per half-hour and slot, 336; `null` where sends are not logged. */
  hazard: readonly number[] | null;
  /** The habits that the hazard is the mean of; left out where there is none. */
  habits?: readonly Habit[];
  /** Empty where there are too few recipients to tell them apart. */
  patterns: readonly Pattern[];
  /** How many recipients and sessions it rests on. */
  recipients: number;
  sessions: number;
}
