import { z } from '@hono/zod-openapi';
import { engagementKinds } from '#domain/engagement';
import { quietHoursWeekdays } from '#domain/quiet-hours';
import { leftOutReasons } from '#domain/send-time/count-engagements';
import { sendTimeReasons } from '#domain/send-time/decide-send-time';
import { gateBases } from '#domain/send-time/judge-gate';
import { sendTimeWindowNames } from '#domain/send-time/send-time-windows';
import { instant, instantOrNull } from './fields.ts';

export const sendTimeWindow = z.enum(sendTimeWindowNames);

const count = z.int().openapi({ type: 'integer' });
const about = (description: string) => z.number().openapi({ description });
const interval = z
  .strictObject({ low: z.number(), high: z.number() })
  .nullable()
  .openapi({ description: '95 %; null: cannot be said.' });
const countsOf = <Name extends string>(names: readonly Name[]) =>
  z.strictObject(
    Object.fromEntries(names.map((name) => [name, count])) as Record<Name, typeof count>,
  );

const topSlots = z
  .array(
    z.strictObject({
      weekday: z.enum(quietHoursWeekdays),
      time: z.string().openapi({ description: "On the recipient's clock.", example: '09:30' }),
      share: z.number(),
    }),
  )
  .openapi({ description: "The best half-hours of the recipient's week, best first." });

const decision = z.strictObject({
  sendAt: instant.openapi({ description: 'Before the jitter that a message has by its id.' }),
  reason: z.enum(sendTimeReasons),
  engagements: count.openapi({ description: "The recipient's own, without those of programs." }),
  effectiveEngagements: about('Their sessions (basis sends: answers to sends), by age: N.'),
  pBetter: z
    .number()
    .nullable()
    .openapi({ description: 'How probable it is that the moment is better than now.' }),
  lift: z.number().nullable().openapi({
    description:
      'Value of the moment over the value of now (see candidates); null: nothing was compared, or now is worth nothing.',
  }),
  liftInterval: interval,
  topSlots,
  model: z.string().openapi({ description: 'The version of the model as it is coded.' }),
  modelVersion: z.string().openapi({ description: 'Of its parameters.', example: 'shipped-1' }),
  paramsHash: z.string().openapi({ description: 'Of all parameters that decided.' }),
});

const gate = z
  .strictObject({
    open: z.boolean(),
    engagements: count,
    engagementsNeeded: count,
    pBetter: z.number(),
    probabilityNeeded: z.number(),
    basis: z.enum(gateBases).openapi({
      description:
        'What the moments were weighed by: when the recipient was active; or, where sends are logged and most engagements answer them, when the recipient looks.',
    }),
    z: about(
      'By how many standard deviations the moment is better than now. activity: sqrt(2) (sqrt(strength massThen) - sqrt(strength massNow)). sends: by the looks expected after each moment, and how sure those are.',
    ),
    c: about(
      'The calibration: pBetter is Phi(sqrt(c / (1 + drift strength)) z - doubt). Phi is the normal distribution.',
    ),
    drift: about('How much less a long history is worth; always 0 with sends.'),
    doubt: about('What the best of many moments overstates, in standard deviations.'),
    strength: about(
      "Sessions (sends: answers) by age, with what the workspace's curve counts for: N + kappa.",
    ),
    massNow: about(
      "Share of the recipient's week in the three hours after now; with sends it is told alone, and does not weigh.",
    ),
    massThen: about('The same after the moment.'),
    candidateAt: instant,
    detail: z.string(),
  })
  .nullable()
  .openapi({ description: 'null: quiet hours fill the window, and nothing was compared.' });

/** What the model would do for a contact now (O4). */
export const sendTimeExplanation = z
  .strictObject({
    contactId: z.string(),
    at: instant,
    window: sendTimeWindow,
    timeZone: z.string().nullable(),
    decision,
    gate,
    candidates: z
      .array(
        z.strictObject({
          at: instant,
          local: z.string().nullable().openapi({ example: '2027-01-15T09:30:00' }),
          value: about(
            'activity: share of the week in the three hours after, by presence. sends: how probable a look is in the three hours after.',
          ),
          score: about("Of the best one's value."),
          share: about("Of the recipient's week, in the three hours after."),
        }),
      )
      .openapi({
        description: 'The curve over the window: now, each half-hour, ends of quiet hours.',
      }),
    quietTimes: z
      .array(z.strictObject({ from: instant, until: instant }))
      .openapi({ description: 'Left out of the candidates.' }),
    history: z.strictObject({
      engagements: countsOf(engagementKinds),
      leftOut: countsOf(leftOutReasons).openapi({
        description:
          'Taken for programs: flagged by a vendor; clicks within a minute of the send; opens of a mailbox of whose opens more than half are flagged or come within two minutes.',
      }),
      sends: count,
      sessions: count,
      firstAt: instantOrNull,
      lastAt: instantOrNull,
      halfLifeDays: z.number(),
      strength: z.number(),
    }),
    workspaceCurve: z
      .strictObject({ used: z.boolean(), recipients: count, sessions: count, learnedAt: instant })
      .nullable()
      .openapi({ description: 'What all recipients of the workspace do; null: not learned yet.' }),
  })
  .openapi('SendTimeExplanation');

const drawn = z.strictObject({ drawn: count, sent: count });
const engaged = z.strictObject({ messages: count, engaged: count, rate: z.number().nullable() });

/** What optimization did (O5). */
export const sendTimeReport = z
  .strictObject({
    since: instant,
    until: instant,
    window: sendTimeWindow.nullable(),
    asked: count.openapi({ description: 'Messages with `optimize`, accepted in this time.' }),
    optimized: count,
    holdout: count.openapi({ description: 'Would have been optimized, and went at once.' }),
    decisions: z.array(
      z.strictObject({
        window: sendTimeWindow,
        reason: z.enum([...sendTimeReasons, 'holdout']),
        count,
      }),
    ),
    holdoutShare: z.number().nullable().openapi({
      description:
        'The share that most messages of this time were drawn with. Only these are compared; null: none was drawn.',
    }),
    drawn: z.strictObject({ optimized: drawn, holdout: drawn }).openapi({
      description:
        'Those drawn with it whose window is over, and how many were sent. What was canceled or failed counts as not engaged; what was moved by hand, and what went to contacts that are deleted, is left out.',
    }),
    outcomes: z
      .array(
        z.strictObject({
          within: z
            .enum(['3h', '24h', '7d'])
            .openapi({ description: 'Since the message was sent.' }),
          optimized: engaged,
          holdout: engaged,
          lift: z.number().nullable().openapi({ description: 'Ratio of the two rates.' }),
          interval,
          pValue: z.number().nullable().openapi({ description: "Fisher's exact test." }),
          enough: z.boolean().openapi({ description: 'Whether a lift of 1.2 would show.' }),
          needed: count.openapi({ description: 'Messages of the holdout that it takes.' }),
          detail: z.string(),
        }),
      )
      .openapi({
        description:
          'Of all drawn messages whose window and time to answer are over, sent or not; engagement by people, as our providers report it. Events told over HTTP or imported name no message and do not count.',
      }),
  })
  .openapi('SendTimeReport');
