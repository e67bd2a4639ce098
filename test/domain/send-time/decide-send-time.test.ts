import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createQuietEnd } from '#domain/quiet-end';
import { quietHoursProblems, quietHoursWeekdays, toQuietHours } from '#domain/quiet-hours';
import { decideSendTime } from '#domain/send-time/decide-send-time';
import type { Engagement } from '#domain/send-time/engagement-history';
import type { SendTimeQuestion } from '#domain/send-time/send-time-question';
import { toLocal } from '#domain/to-local';
import { buildEngagement, buildHabit, buildQuestion, DAY_MS, HOUR_MS, rules } from './questions.ts';

const zones = [
  null,
  'UTC',
  'America/New_York',
  'Europe/Berlin',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'Pacific/Apia',
] as const;
const RUNS = 300;

/** Somebody with a habit and some noise, asked about at any instant of two years. */
const questions = fc
  .record({
    nowMs: fc.integer({ min: Date.UTC(2026, 0), max: Date.UTC(2027, 11, 31) }),
    windowHours: fc.constantFrom(24, 48, 72),
    zone: fc.constantFrom(...zones),
    hour: fc.double({ min: 0, max: 23.99, noNaN: true }),
    days: fc.integer({ min: 0, max: 60 }),
    noise: fc.array(
      fc.record({ agoMs: fc.integer({ min: 1, max: 300 * DAY_MS }), ...someKind() }),
      {
        maxLength: 60,
      },
    ),
    jitterKey: fc.option(fc.uuid()),
    // What answers known sends is weighed by when they look, the rest by when they act.
    answeredAfterMs: fc.option(fc.integer({ min: 120_000, max: 2 * DAY_MS })),
    quiet: fc.option(
      fc.record({
        start: fc.integer({ min: 0, max: 1439 }),
        end: fc.integer({ min: 0, max: 1440 }),
        weekdays: fc.subarray([...quietHoursWeekdays], { minLength: 1 }),
      }),
    ),
  })
  .map(toQuestion)
  .filter((question) => question !== null);

describe('O1: a habit that is due soon', () => {
  const nowMs = Date.parse('2027-01-13T12:00Z');

  test.each([15, 30, 45, 60])('of %i minutes is not left to another day', (minutes) => {
    const history = buildHabit({ untilMs: nowMs, hour: 12 + minutes / 60, days: 50 });
    const { sendAtMs, reason } = decideSendTime(buildQuestion({ nowMs, windowHours: 72, history }));
    expect(sendAtMs - nowMs).toBeLessThan(minutes * 60_000);
    expect(reason).not.toBe('insufficient_history');
  });

  test('of some hours is met within the hour before it', () => {
    const history = buildHabit({ untilMs: nowMs, hour: 17, days: 50 });
    const { sendAtMs } = decideSendTime(buildQuestion({ nowMs, windowHours: 72, history }));
    expect(sendAtMs - nowMs).toBeGreaterThanOrEqual(4 * HOUR_MS);
    expect(sendAtMs - nowMs).toBeLessThan(5 * HOUR_MS);
  });
});

describe('O1: whatever the history', () => {
  test('the moment is never before now, after the window, or in quiet hours', () => {
    fc.assert(
      fc.property(questions, (question) => {
        const { sendAtMs, reason, lift } = decideSendTime(question);
        const { nowMs, windowHours, quietEndAt } = question;
        expect(sendAtMs).toBeGreaterThanOrEqual(nowMs);
        expect(Number.isInteger(sendAtMs)).toBe(true);
        expect(quietEndAt?.(sendAtMs) ?? null).toBeNull();
        if (reason === 'optimized') {
          expect(sendAtMs).toBeLessThanOrEqual(nowMs + windowHours * HOUR_MS);
          expect(sendAtMs).toBeGreaterThan(nowMs);
          expect(lift).toBeGreaterThan(1);
        } else {
          expect(sendAtMs).toBe(quietEndAt?.(nowMs) ?? nowMs);
        }
      }),
      { numRuns: RUNS },
    );
  });

  test('the same question has the same answer, to the byte, in whatever order the past is told', () => {
    fc.assert(
      fc.property(questions, fc.infiniteStream(fc.nat()), (question, random) => {
        const engagements = question.history.engagements
          .map((engagement) => ({ engagement, place: random.next().value ?? 0 }))
          .sort((one, other) => one.place - other.place)
          .map(({ engagement }) => ({ ...engagement }));
        const shuffled = { ...question, history: { engagements, sends: [] } };
        expect(JSON.stringify(decideSendTime(shuffled))).toBe(
          JSON.stringify(decideSendTime(question)),
        );
      }),
      { numRuns: RUNS },
    );
  });

  test('what happens after now is not known yet', () => {
    fc.assert(
      fc.property(questions, fc.integer({ min: 0, max: 90 * DAY_MS }), (question, aheadMs) => {
        const later = buildEngagement({ atMs: question.nowMs + aheadMs });
        const engagements = [...question.history.engagements, later];
        expect(decideSendTime({ ...question, history: { engagements, sends: [] } })).toEqual(
          decideSendTime(question),
        );
      }),
      { numRuns: RUNS },
    );
  });

  test('shifted as a whole, with its clock, it shifts the choice by as much', () => {
    fc.assert(
      fc.property(questions, fc.integer({ min: -12, max: 12 }), (question, hours) => {
        const { quietEndAt: _, ...free } = question;
        const here = decideSendTime({ ...free, zone: 'UTC' });
        const there = decideSendTime(shift(free, hours));
        expect(there.sendAtMs).toBe(here.sendAtMs - hours * HOUR_MS);
        expect(there.reason).toBe(here.reason);
        expect(there.topSlots).toEqual(here.topSlots);
      }),
      { numRuns: RUNS },
    );
  });
});

test('O1: now is best where the habit is now, and is not taken for too little history', () => {
  const { nowMs } = buildQuestion();
  const history = buildHabit({ untilMs: nowMs, hour: 12.5 });
  const decided = decideSendTime(buildQuestion({ history }));
  expect(decided).toMatchObject({ sendAtMs: nowMs, reason: 'now_is_best', lift: 1 });
  const few = { engagements: history.engagements.slice(-2), sends: [] };
  const reason = 'insufficient_history';
  expect(decideSendTime(buildQuestion({ history: few })).reason).toBe(reason);
});

describe('O2: without history', () => {
  test('it is now to the millisecond, in every zone and window', () => {
    for (const zone of zones) {
      for (const windowHours of [24, 48, 72]) {
        const question = buildQuestion({ zone, windowHours, nowMs: 1_800_000_000_123 });
        const decided = decideSendTime({ ...question, jitterKey: 'msg_1' });
        expect(decided).toMatchObject({
          sendAtMs: 1_800_000_000_123,
          reason: 'insufficient_history',
          engagements: 0,
          topSlots: [],
        });
      }
    }
  });

  test("an unknown clock asks for more: zone_unknown is said where a known one's history would do", () => {
    const { nowMs } = buildQuestion();
    const engagements = [1, 2, 3, 4].map((days) =>
      buildEngagement({ atMs: nowMs - days * DAY_MS + 9 * HOUR_MS }),
    );
    const params = { ...buildQuestion().model.params, kappa: 1 };
    const model = { ...buildQuestion().model, params };
    const question = buildQuestion({ history: { engagements, sends: [] }, model });
    expect(decideSendTime(question).reason).toBe('optimized');
    expect(decideSendTime({ ...question, zone: null }).reason).toBe('zone_unknown');
  });
});

describe('O3: what programs do', () => {
  test('changes nothing, as long as the mailbox does not open by itself', () => {
    fc.assert(
      fc.property(
        questions,
        fc.array(fc.nat(300 * DAY_MS), { maxLength: 200 }),
        (question, agos) => {
          const { engagements } = question.history;
          const most = countSpareOpens(engagements);
          const flagged = agos.map((agoMs, index) => {
            const kind = index < most ? ('open' as const) : ('click' as const);
            return buildEngagement({ atMs: question.nowMs - agoMs, kind, machine: true });
          });
          const history = { engagements: [...flagged, ...engagements], sends: [] };
          expect(decideSendTime({ ...question, history })).toEqual(decideSendTime(question));
        },
      ),
      { numRuns: RUNS },
    );
  });
});

describe('T3: over a change of the clocks', () => {
  const cases = [
    ['America/New_York', '2027-03-13T15:00Z', 'forward'],
    ['America/New_York', '2027-11-06T15:00Z', 'back'],
    ['Europe/Berlin', '2027-03-27T15:00Z', 'forward'],
    ['Australia/Lord_Howe', '2027-04-03T05:00Z', 'back half an hour'],
    ['Australia/Lord_Howe', '2027-10-02T05:00Z', 'forward half an hour'],
  ] as const;

  test.each(cases)('%s at %s (%s), the local time stays the habit’s', (zone, now, _way) => {
    const nowMs = Date.parse(now);
    const windowHours = 24;
    const offsetMsAt = (atMs: number) => rules.offsetSecondsAt(zone, atMs) * 1000;
    const changes = offsetMsAt(nowMs) !== offsetMsAt(nowMs + DAY_MS);
    expect(changes).toBe(true);
    // Asked once with the change ahead, and once in the middle of a quiet month.
    const choose = (atMs: number) => {
      const history = buildHabit({ untilMs: atMs, hour: 9.25, offsetMsAt });
      const decision = decideSendTime(buildQuestion({ nowMs: atMs, zone, windowHours, history }));
      expect(decision.reason).toBe('optimized');
      return toLocal(decision.sendAtMs, zone, rules).slice(11);
    };
    const plain = choose(nowMs - 28 * DAY_MS);
    expect(choose(nowMs)).toBe(plain);
    expect(plain >= '06:00:00' && plain <= '09:30:00').toBe(true);
  });

  test('who moved has the habits of the new zone’s clocks, as the events say', () => {
    const { nowMs } = buildQuestion();
    const eastOf = (hours: number) => () => hours * HOUR_MS;
    const before = buildHabit({ untilMs: nowMs - 40 * DAY_MS, hour: 20, offsetMsAt: eastOf(-5) });
    const since = buildHabit({ untilMs: nowMs, hour: 20, days: 39, offsetMsAt: eastOf(9) });
    const engagements = [...before.engagements, ...since.engagements];
    const question = buildQuestion({ zone: 'Asia/Tokyo', history: { engagements, sends: [] } });
    const model = {
      ...question.model,
      params: { ...question.model.params, halfLifeDays: 21 },
    };
    const { sendAtMs, topSlots, reason } = decideSendTime({ ...question, model, windowHours: 48 });
    expect(reason).toBe('optimized');
    const local = toLocal(sendAtMs, 'Asia/Tokyo', rules).slice(11, 16);
    expect(local >= '17:00' && local <= '20:30').toBe(true);
    expect(topSlots[0]?.time).toMatch(/^(19|20):/);
  });
});

test('T7: quiet hours that fill the window leave it to their end, and say why', () => {
  const { nowMs } = buildQuestion();
  const endMs = nowMs + 30 * HOUR_MS;
  const quietEndAt = (atMs: number) => (atMs < endMs ? endMs : null);
  const history = buildHabit({ untilMs: nowMs, hour: 9 });
  const decided = decideSendTime(buildQuestion({ history, quietEndAt }));
  expect(decided).toMatchObject({ sendAtMs: endMs, reason: 'window_end', gate: null });
});

function someKind() {
  return {
    kind: fc.constantFrom('open' as const, 'click' as const, 'reply' as const),
    machine: fc.boolean(),
    sinceSendMs: fc.option(fc.integer({ min: 0, max: 3 * DAY_MS })),
  };
}

/** How many machine opens more leave at most half of them to machines. */
function countSpareOpens(engagements: readonly Engagement[]): number {
  const opens = engagements.filter(({ kind }) => kind === 'open');
  const byMachine = opens.filter(
    ({ machine, atMs, sentAtMs }) => machine || (sentAtMs !== null && atMs - sentAtMs < 120_000),
  );
  return opens.length - 2 * byMachine.length;
}

interface Drawn {
  nowMs: number;
  windowHours: number;
  zone: string | null;
  hour: number;
  days: number;
  answeredAfterMs: number | null;
  noise: {
    agoMs: number;
    kind: Engagement['kind'];
    machine: boolean;
    sinceSendMs: number | null;
  }[];
  jitterKey: string | null;
  quiet: { start: number; end: number; weekdays: (typeof quietHoursWeekdays)[number][] } | null;
}

/** `null` for quiet hours that no workspace may have. */
function toQuestion(drawn: Drawn): SendTimeQuestion | null {
  const { nowMs, windowHours, zone, hour, days, noise, jitterKey, answeredAfterMs, quiet } = drawn;
  const setting = quiet && { ...quiet, start: toTime(quiet.start), end: toTime(quiet.end) };
  if (setting && quietHoursProblems(setting).length > 0) return null;
  const habit = buildHabit({ untilMs: nowMs, hour, days }).engagements.map((one) => ({
    ...one,
    sentAtMs: answeredAfterMs === null ? null : one.atMs - answeredAfterMs,
  }));
  const others = noise.map(({ agoMs, kind, machine, sinceSendMs }) => {
    const atMs = nowMs - agoMs;
    return { atMs, kind, machine, sentAtMs: sinceSendMs === null ? null : atMs - sinceSendMs };
  });
  const facts = { contactTimeZone: zone, workspaceTimeZone: 'UTC' };
  const quietHours = setting && toQuietHours(setting);
  return buildQuestion({
    nowMs,
    windowHours,
    zone,
    jitterKey,
    history: { engagements: [...habit, ...others], sends: [] },
    quietEndAt: createQuietEnd({ ...facts, quietHours }, rules),
  });
}

function toTime(minutes: number): string {
  const twoDigits = (number: number) => String(number).padStart(2, '0');
  return `${twoDigits(Math.floor(minutes / 60))}:${twoDigits(minutes % 60)}`;
}

function shift(question: SendTimeQuestion, hours: number): SendTimeQuestion {
  const byMs = -hours * HOUR_MS;
  // POSIX has the signs the other way round: Etc/GMT-5 is five hours east.
  const zone = hours === 0 ? 'UTC' : `Etc/GMT${hours > 0 ? '-' : '+'}${Math.abs(hours)}`;
  const engagements = question.history.engagements.map((engagement) => ({
    ...engagement,
    atMs: engagement.atMs + byMs,
    sentAtMs: engagement.sentAtMs === null ? null : engagement.sentAtMs + byMs,
  }));
  return {
    ...question,
    nowMs: question.nowMs + byMs,
    zone,
    history: { engagements, sends: [] },
  };
}
