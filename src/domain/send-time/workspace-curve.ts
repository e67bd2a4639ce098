/** A way to spend the week that some of a workspace's recipients have. */
export interface Pattern {
  /** Of the recipients. */
  share: number;
  /** Their sessions per slot of the local week: 336, sum 1, none 0. */
  curve: readonly number[];
}

/** What a workspace's recipients do together; made by `learnCurve`, kept with the workspace. */
export interface WorkspaceCurve {
  /** Share of all sessions per slot of the local week: 336, sum 1. */
  share: readonly number[];
  /** Engagements per hour of exposure and slot, 336; `null` where sends are not logged. */
  hazard: readonly number[] | null;
  /** Empty where there are too few recipients to tell them apart. */
  patterns: readonly Pattern[];
  /** How many recipients and sessions it rests on. */
  recipients: number;
  sessions: number;
}
