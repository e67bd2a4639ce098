import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideSendTime } from '#domain/send-time/decide-send-time';
import type { Engagement } from '#domain/send-time/engagement-history';
import { defaultParams } from '#domain/send-time/send-time-params';
import type { SendTimeQuestion } from '#domain/send-time/send-time-question';
import { weighSendTimes } from '#domain/send-time/weigh-send-times';
import type { WorkspaceCurve } from '#domain/send-time/workspace-curve';
import { shippedZoneRules } from '#domain/time-zone';
import { learnCurve } from '#test/support/simulator/run-simulation';
import { simulate } from '#test/support/simulator/simulate';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** A Wednesday, 12:00 in Berlin. */
const nowMs = Date.UTC(2026, 5, 10, 10);

const learned = simulate(9, { recipients: 150, decisions: 1 });
const curve: WorkspaceCurve | null = learnCurve(learned, defaultParams);

function question(overrides: Partial<SendTimeQuestion>): SendTimeQuestion {
  return {
    nowMs,
    windowHours: 24,
    zone: 'Europe/Berlin',
    rules: shippedZoneRules(),
    history: { engagements: [], sends: [nowMs - DAY_MS] },
    curve,
    model: { version: 'test', hash: 'test', params: defaultParams },
    jitterKey: null,
    ...overrides,
  };
}

/** Sends of the last days at ten o'clock, each opened so many hours later. */
function opened(delayHours: number, { days = 20, shiftMs = 0 } = {}) {
  const sends = Array.from(
    { length: days },
    (_, day) => nowMs - 2 * HOUR_MS - (days - day) * DAY_MS + shiftMs,
  );
  const engagements = sends.map((sentAtMs): Engagement => {
    const atMs = sentAtMs + delayHours * HOUR_MS;
    return { atMs, kind: 'open', machine: false, sentAtMs };
  });
  return { sends, engagements };
}

/** By a clock in Berlin in summer. */
const hourOf = (atMs: number) => (new Date(atMs).getUTCHours() + 2) % 24;

describe('the exposure model', () => {
  it('O1: sends when somebody looks, although every send was at ten', () => {
    const { reason, sendAtMs } = decideSendTime(question({ history: opened(10.5) }));
    expect(reason).toBe('optimized');
    expect(hourOf(sendAtMs)).toBeGreaterThanOrEqual(18);
    expect(hourOf(sendAtMs)).toBeLessThanOrEqual(20);
  });

  it('learns from a late open that nobody looked between', () => {
    const { candidates } = weighSendTimes(question({ history: opened(10.5), curve: null }));
    const at = (hour: number) => candidates.find(({ atMs }) => hourOf(atMs) === hour)?.value ?? 0;
    expect(at(19)).toBeGreaterThan(3 * at(14));
  });

  it('takes hours that never had a send for unknown, not for bad', () => {
    const { candidates } = weighSendTimes(question({ history: opened(0.25), curve: null }));
    const at = (hour: number) => candidates.find(({ atMs }) => hourOf(atMs) === hour)?.value ?? 0;
    expect(at(4)).toBeGreaterThan(0.02);
    expect(at(10)).toBeGreaterThan(at(4));
  });

  it('O2: sends at once whom it knows nothing of, known zone or not', () => {
    for (const zone of ['Europe/Berlin', null]) {
      const decision = decideSendTime(question({ zone }));
      expect(decision).toMatchObject({ reason: 'insufficient_history', sendAtMs: nowMs });
    }
  });

  it('O3: decides the same when flagged opens and a scanner’s clicks are added', () => {
    const history = opened(10.5);
    const noise = history.sends.slice(0, 9).flatMap((sentAtMs): Engagement[] => [
      { atMs: sentAtMs + 5_000, kind: 'open', machine: true, sentAtMs },
      { atMs: sentAtMs + 20_000, kind: 'click', machine: false, sentAtMs },
    ]);
    const noisy = { ...history, engagements: [...noise, ...history.engagements] };
    const plain = decideSendTime(question({ history }));
    expect(decideSendTime(question({ history: noisy }))).toEqual(plain);
  });

  it('gives the same bytes for the same question, in whatever order the events came', () => {
    const history = opened(7);
    const reversed = { ...history, engagements: history.engagements.toReversed() };
    const once = JSON.stringify(decideSendTime(question({ history })));
    expect(JSON.stringify(decideSendTime(question({ history: reversed })))).toBe(once);
  });

  it('shifts the choice with the recipient: the same life three zones to the east', () => {
    // Neither zone changes its clock.
    const west = question({ zone: 'Etc/GMT', history: opened(9), curve });
    const shiftMs = -3 * HOUR_MS;
    const east = question({
      zone: 'Etc/GMT-3',
      nowMs: nowMs + shiftMs,
      history: {
        sends: opened(9, { shiftMs }).sends,
        engagements: opened(9, { shiftMs }).engagements,
      },
    });
    expect(decideSendTime(east).sendAtMs).toBe(decideSendTime(west).sendAtMs + shiftMs);
  });

  it.each([
    ['spring', Date.UTC(2026, 2, 28, 11), Date.UTC(2026, 2, 29, 18)],
    ['autumn', Date.UTC(2026, 9, 24, 10), Date.UTC(2026, 9, 25, 19)],
  ])('keeps to the person’s clock when it changes in %s', (_, beforeMs, eveningMs) => {
    // Looks at 20:00 by the wall; the clock changes in the night.
    const days = Array.from({ length: 20 }, (_each, day) => beforeMs - (20 - day) * DAY_MS);
    const rules = shippedZoneRules();
    const offsetMs = rules.offsetSecondsAt('Europe/Berlin', beforeMs) * 1_000;
    const engagements = days.map((sentAtMs): Engagement => {
      const midnight = Math.floor((sentAtMs + offsetMs) / DAY_MS) * DAY_MS - offsetMs;
      const atMs = midnight + 20.25 * HOUR_MS;
      return { atMs, kind: 'open', machine: false, sentAtMs };
    });
    const asked = question({
      nowMs: beforeMs + 13 * HOUR_MS,
      history: { sends: days, engagements },
      curve: null,
    });
    const { sendAtMs, reason } = decideSendTime(asked);
    expect(reason).toBe('optimized');
    expect(Math.abs(sendAtMs - eveningMs)).toBeLessThanOrEqual(2 * HOUR_MS);
  });

  it('never leaves the window, enters quiet hours, or goes back in time', () => {
    const quietEndAt = (atMs: number) => {
      const hour = hourOf(atMs);
      const startMs = Math.floor(atMs / HOUR_MS) * HOUR_MS;
      return hour >= 18 && hour < 22 ? startMs + (22 - hour) * HOUR_MS : null;
    };
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            day: fc.integer({ min: 1, max: 90 }),
            delay: fc.double({ min: 0.05, max: 60, noNaN: true }),
          }),
          { maxLength: 30 },
        ),
        fc.constantFrom(24, 48, 72),
        fc.constantFrom('Europe/Berlin', 'America/New_York', null),
        (answers, windowHours, zone) => {
          const sends = answers.map(({ day }) => nowMs - day * DAY_MS);
          const engagements = answers.map(({ day, delay }): Engagement => {
            const sentAtMs = nowMs - day * DAY_MS;
            return {
              atMs: Math.floor(sentAtMs + delay * HOUR_MS),
              kind: 'open',
              machine: false,
              sentAtMs,
            };
          });
          const history = { sends: [...sends, nowMs - DAY_MS], engagements };
          const decision = decideSendTime(question({ windowHours, zone, history, quietEndAt }));
          expect(decision.sendAtMs).toBeGreaterThanOrEqual(nowMs);
          expect(decision.sendAtMs).toBeLessThanOrEqual(nowMs + windowHours * HOUR_MS);
          expect(quietEndAt(decision.sendAtMs)).toBeNull();
          expect(Number.isFinite(decision.pBetter ?? 0)).toBe(true);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('a workspace that logs its sends', () => {
  it('learns habits that sum to all of its recipients, and their mean', () => {
    const habits = curve?.habits ?? [];
    expect(habits.length).toBeGreaterThan(1);
    expect(habits.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 1);
    for (const { hazard } of habits) {
      expect(hazard).toHaveLength(336);
      expect(Math.min(...hazard)).toBeGreaterThan(0);
    }
    const [slot] = [100];
    const mean = habits.reduce((sum, { share, hazard }) => sum + share * (hazard[slot] ?? 0), 0);
    expect(curve?.hazard?.[slot]).toBeCloseTo(mean, 10);
  });

  it('learns the same from the same recipients, to the byte', () => {
    expect(JSON.stringify(learnCurve(learned, defaultParams))).toBe(JSON.stringify(curve));
  });
});
