/** Shares of a recipient's weekday, kind of day (Monday to Friday, or weekend), and all days; sum 1. */
export interface DayMix {
  weekday: number;
  dayClass: number;
  all: number;
}

/** How much likelier than usual an engagement is, up to so many hours after the last one. */
export interface PresenceAge {
  untilHours: number;
  factor: number;
}

/** What data teams tune (O5); a document of these has a version per workspace. */
export interface SendTimeParams {
  /** In how many days an engagement's weight halves. */
  halfLifeDays: number;
  /** A share of the weight halves sooner, so that a new habit is seen early. */
  recent: { share: number; halfLifeDays: number };
  /** Width of the smoothing over the time of day, in hours. */
  sigmaHours: number;
  dayMix: DayMix;
  /** How many sessions the workspace's curve counts for. */
  kappa: number;
  /** How much an engagement counts by its kind. */
  eventWeights: { open: number; click: number; reply: number };
  /** Whether somebody who was just there is taken to be there still (conversations). */
  presence: boolean;
  /** M, where presence is on: by the hours since the last engagement, rising; beyond them 1. */
  presenceByAge: readonly PresenceAge[];
  /** The exposure model: strength of the workspace's hazard; used where sends are logged. */
  lambda: number;
  /** The earliest moment of at least this share of the best one is taken. */
  tau: number;
  gate: {
    /** Own human engagements, at least. */
    engagements: number;
    /** The same where the zone is not known. */
    engagementsWithoutZone: number;
    /** Probability that the moment is better than now, at least. */
    probability: number;
    /** Calibration of that probability, fitted on held-out decisions. */
    c: number;
    /** How much less a long history is worth, since habits change; 0: nothing. */
    drift: number;
    /** What the best of many moments overstates, in standard deviations. */
    doubt: number;
  };
  /** Messages of one moment are spread over so many minutes. */
  jitterMinutes: number;
}

/** The parameters that Punctual ships: office mail. */
export const defaultParams: SendTimeParams = {
  halfLifeDays: 120,
  recent: { share: 0, halfLifeDays: 14 },
  sigmaHours: 1,
  dayMix: { weekday: 0.1, dayClass: 0.8, all: 0.1 },
  kappa: 12,
  eventWeights: { open: 1, click: 1, reply: 1 },
  presence: false,
  presenceByAge: [],
  lambda: 6,
  tau: 0.95,
  gate: { engagements: 3, engagementsWithoutZone: 5, probability: 0.6, c: 1, drift: 0, doubt: 0 },
  jitterMinutes: 10,
};

/** The model as it is coded: raised with every change that can change a decision. */
export const MODEL_VERSION = '1';
