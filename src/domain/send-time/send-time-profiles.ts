import { defaultParams, type SendTimeParams } from './send-time-params.ts';

/**
 * Where tuning starts from, by what a workspace sends. The ages of `chat` are those of public logs
 * of people who work together.
 */
export const sendTimeProfiles = {
  office: defaultParams,
  newsletter: {
    ...defaultParams,
    halfLifeDays: 365,
    sigmaHours: 1.5,
    dayMix: { weekday: 0.05, dayClass: 0.35, all: 0.6 },
  },
  chat: {
    ...defaultParams,
    halfLifeDays: 21,
    presence: true,
    presenceByAge: [
      { untilHours: 1, factor: 6 },
      { untilHours: 3, factor: 4 },
      { untilHours: 6, factor: 2.5 },
      { untilHours: 12, factor: 1.6 },
      { untilHours: 24, factor: 1.2 },
    ],
  },
} as const satisfies Record<string, SendTimeParams>;
