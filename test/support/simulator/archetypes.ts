/** A time of day around which somebody looks into their mailbox. */
export interface Bump {
  hour: number;
  widthHours: number;
  /** How often on each day of the week, Monday first. */
  days: readonly number[];
}

export interface Archetype {
  name: string;
  share: number;
  /** How often such people look, against the median of all. */
  checks: number;
  bumps: readonly Bump[];
}

const work = (weight: number, weekend = 0) => [
  ...Array.from({ length: 5 }, () => weight),
  ...Array.from({ length: 2 }, () => weekend),
];
const daily = (weight: number) => work(weight, weight);

/** Six kinds of people, told apart by when they look into their mailbox. */
export const archetypes: readonly Archetype[] = [
  {
    name: 'office worker',
    checks: 3,
    share: 0.3,
    bumps: [
      { hour: 9.8, widthHours: 0.8, days: [1.2, 1, 1, 0.9, 0.7, 0.05, 0.02] },
      { hour: 13, widthHours: 0.8, days: work(0.7, 0.1) },
      { hour: 16, widthHours: 1, days: [0.8, 0.8, 0.8, 0.8, 0.3, 0, 0.1] },
    ],
  },
  {
    name: 'early bird',
    checks: 0.7,
    share: 0.12,
    bumps: [
      { hour: 6.5, widthHours: 0.7, days: work(1) },
      { hour: 9, widthHours: 1.2, days: work(0, 0.6) },
      { hour: 12.5, widthHours: 0.8, days: work(0.35, 0.1) },
      { hour: 19, widthHours: 1.2, days: [0.4, 0.4, 0.4, 0.4, 0, 0, 0.6] },
    ],
  },
  {
    name: 'commuter',
    checks: 0.5,
    share: 0.18,
    bumps: [
      { hour: 7.75, widthHours: 0.6, days: [1, 1, 1, 1, 0.6, 0, 0] },
      { hour: 12.5, widthHours: 0.7, days: work(0.2) },
      { hour: 18, widthHours: 0.7, days: [0.9, 0.9, 0.9, 0.9, 0.4, 0, 0] },
      { hour: 11, widthHours: 2, days: work(0, 0.3) },
    ],
  },
  {
    name: 'evening and night',
    checks: 0.5,
    share: 0.2,
    bumps: [
      { hour: 20.5, widthHours: 1.2, days: [1, 1, 1, 0.9, 0.3, 0.2, 1.2] },
      { hour: 23.2, widthHours: 0.9, days: [0.5, 0.5, 0.5, 0.5, 1, 1, 0.3] },
    ],
  },
  {
    name: 'weekend and shifts',
    checks: 0.5,
    share: 0.1,
    bumps: [
      { hour: 11, widthHours: 1.5, days: work(0.05, 1) },
      { hour: 17, widthHours: 1.5, days: [0.05, 0.05, 0.05, 0.1, 0.3, 0.8, 0.8] },
      { hour: 22, widthHours: 1, days: work(0.25, 0.3) },
    ],
  },
  { name: 'all day', checks: 3, share: 0.1, bumps: [{ hour: 14, widthHours: 4, days: daily(1) }] },
];
