/** A message that waits sinks under others: of those that are seen after a time, exp(-time / this) answer. */
const BURIAL_HOURS = 36;
/** A look at what was passed over once, against the first look at it. */
const LATER_LOOK = 0.05;
/** After a send, in which an answer is looked for: four days, a weekend and its ends. */
export const DELAY_HOURS = 96;

/** How an answer's chance at a look depends on the time since the send. */
export const delayProfile = {
  /** What an hour of waiting leaves of the chance. */
  staysPerHour: Math.exp(-1 / BURIAL_HOURS),
  laterLook: LATER_LOOK,
  /**
   * How probable it is that an answer came at the first look, when nobody had looked by then with
   * probability `unseen`: unseen / (unseen + laterLook (1 - unseen)).
   */
  firstLook: (unseen: number) => unseen / (unseen + LATER_LOOK * (1 - unseen)),
} as const;
