import { describe, expect, it } from 'vitest';
import type { Engagement } from '#domain/send-time/engagement-history';
import { estimateHazard } from '#domain/send-time/estimate-hazard';
import { exposeSlots } from '#domain/send-time/expose-slots';
import { pairAnswers } from '#domain/send-time/pair-answers';
import { placeAnswers } from '#domain/send-time/place-answers';
import { readOffsets } from '#domain/send-time/week-grid';
import { weighHabits } from '#domain/send-time/weigh-habits';
import { shippedZoneRules } from '#domain/time-zone';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** A Monday, 00:00 UTC. */
const mondayMs = Date.UTC(2026, 5, 8);
const at = {
  nowMs: mondayMs + 7 * DAY_MS,
  halfLifeDays: Number.POSITIVE_INFINITY,
  eventWeights: { open: 1, click: 2, reply: 3 },
};
const offsets = readOffsets('UTC', { fromMs: mondayMs, toMs: at.nowMs }, shippedZoneRules());

function engaged(kind: Engagement['kind'], hours: number, sentHours: number | null): Engagement {
  const sentAtMs = sentHours === null ? null : mondayMs + sentHours * HOUR_MS;
  return { kind, atMs: mondayMs + hours * HOUR_MS, machine: false, sentAtMs };
}

describe('answers', () => {
  const waits = (engagements: Engagement[]) =>
    pairAnswers(engagements, at).map(({ fromMs, atMs, weight }) => [
      (fromMs - mondayMs) / HOUR_MS,
      (atMs - mondayMs) / HOUR_MS,
      weight,
    ]);

  it('are the first engagement with each send', () => {
    const both = [engaged('open', 20, 10), engaged('click', 20.1, 10), engaged('open', 30, 25)];
    expect(waits(both)).toEqual([
      [10, 20, 1],
      [25, 30, 1],
    ]);
  });

  it('tell of the last three days alone', () => {
    expect(waits([engaged('open', 100, 10)])).toEqual([[28, 100, 1]]);
  });

  it('on another visit, with what was answered before, end a wait of a day at most', () => {
    expect(waits([engaged('open', 20, 10), engaged('open', 90, 10)])).toEqual([
      [10, 20, 1],
      [66, 90, 1],
    ]);
  });

  it('that were not asked for end a wait of a day, or since the one before', () => {
    const unasked = [engaged('reply', 50, null), engaged('reply', 60, null)];
    expect(waits(unasked)).toEqual([
      [26, 50, 3],
      [50, 60, 3],
    ]);
  });

  it('count half after a half-life', () => {
    const [answer] = pairAnswers([engaged('open', 0, -1)], { ...at, halfLifeDays: 7 });
    expect(answer?.weight).toBeCloseTo(0.5, 12);
  });
});

describe('exposure', () => {
  it('is the wait from a send to its answer, over the end of a week too', () => {
    const answers = pairAnswers([engaged('open', 1.25, -1.75)], at);
    const exposure = exposeSlots(placeAnswers(answers, offsets), null);
    // From Sunday 22:15 until Monday 01:15: three hours, a half of a half-hour at both ends.
    expect(exposure.reduce((sum, slots) => sum + slots, 0)).toBeCloseTo(6, 12);
    expect([exposure[332], exposure[333], exposure[0], exposure[2], exposure[3]]).toEqual([
      0.5, 1, 1, 0.5, 0,
    ]);
  });

  it('grows by what sank: most where nobody had looked yet', () => {
    const placed = placeAnswers(pairAnswers([engaged('open', 12, 10)], at), offsets);
    const seen = exposeSlots(placed, null);
    const all = exposeSlots(placed, new Float64Array(336).fill(0.05));
    const sunk = all.map((slots, slot) => slots - (seen[slot] ?? 0));
    expect(sunk[30]).toBeGreaterThan(0);
    expect(sunk[40]).toBeLessThan(sunk[30] ?? 0);
    // Four days after the send nothing is expected any more.
    expect(sunk[2 * (10 + 97)]).toBe(0);
  });
});

describe('a hazard', () => {
  it('is the mean of a Gamma posterior', () => {
    const counts = new Float64Array(336);
    const exposure = new Float64Array(336);
    counts[5] = 2;
    exposure[5] = 10;
    const rates = new Array<number>(336).fill(0.1);
    const hazard = estimateHazard({ counts, exposure }, { rates, exposure: 4 });
    expect(hazard[5]).toBeCloseTo((2 + 4 * 0.1) / (10 + 4), 12);
    expect(hazard[6]).toBeCloseTo(0.1, 12);
  });

  it('comes of the habit that explains the answers', () => {
    const lookingAt = (hour: number) => ({
      share: 0.5,
      hazard: Array.from({ length: 336 }, (_, slot) => (slot % 48 === 2 * hour ? 0.9 : 0.01)),
    });
    const engagements = [1, 2, 3].map((day) => engaged('open', day * 24 + 20, day * 24 + 10));
    const placed = placeAnswers(pairAnswers(engagements, at), offsets);
    const exposure = exposeSlots(placed, null);
    const [evening, noon] = weighHabits([lookingAt(20), lookingAt(12)], { ...placed, exposure });
    expect(evening?.weight).toBeGreaterThan(0.99);
    expect((evening?.weight ?? 0) + (noon?.weight ?? 0)).toBeCloseTo(1, 12);
  });
});
