import { mean, median } from 'simple-statistics';
import { describe, expect, it } from 'vitest';
import { readOffsets } from '#domain/send-time/week-grid';
import { shippedZoneRules } from '#domain/time-zone';
import { countOpens } from '#test/support/simulator/count-opens';
import { createRandom } from '#test/support/simulator/random';
import { simulate } from '#test/support/simulator/simulate';
import { openedWithin } from '#test/support/simulator/true-utility';

const HOUR_MS = 3_600_000;

describe('the simulator', () => {
  const recipients = simulate(5, { recipients: 1_500, decisions: 2 });
  const persons = recipients.map(({ person }) => person);
  const delays = recipients.flatMap(({ trueDelays }) => trueDelays);
  const shareOf = (is: (index: number) => boolean) =>
    persons.filter((_, index) => is(index)).length / persons.length;

  it('draws the same recipients from the same seed, to the byte, and others from another', () => {
    const once = JSON.stringify(simulate(3, { recipients: 20, decisions: 2 }));
    expect(JSON.stringify(simulate(3, { recipients: 20, decisions: 2 }))).toBe(once);
    expect(JSON.stringify(simulate(4, { recipients: 20, decisions: 2 }))).not.toBe(once);
  });

  it('draws a recipient without a look at how many there are', () => {
    const few = simulate(3, { recipients: 3, decisions: 2 });
    expect(simulate(3, { recipients: 9, decisions: 2 }).slice(0, 3)).toEqual(few);
  });

  it('has people look into their mailbox 22 times in a median week, lognormally', () => {
    const logs = persons.map(({ checksPerWeek }) => Math.log(checksPerWeek));
    const center = mean(logs);
    expect(Math.exp(median(logs))).toBeGreaterThan(18);
    expect(Math.exp(median(logs))).toBeLessThan(26);
    const spread = Math.sqrt(mean(logs.map((log) => (log - center) ** 2)));
    expect(spread).toBeGreaterThan(1.05);
    expect(spread).toBeLessThan(1.35);
  });

  it('opens .14 of the mail, a quarter of it within an hour, at a median of some hours', () => {
    const sends = recipients.reduce((sum, { history }) => sum + history.sends.length, 0);
    expect(delays.length / sends).toBeGreaterThan(0.12);
    expect(delays.length / sends).toBeLessThan(0.16);
    const withinHour = delays.filter((hours) => hours <= 1).length / delays.length;
    expect(withinHour).toBeGreaterThan(0.2);
    expect(withinHour).toBeLessThan(0.3);
    expect(median(delays)).toBeGreaterThan(4.2);
    expect(median(delays)).toBeLessThan(7);
  });

  it('has mailboxes that open by themselves, scanners, unknown zones and people who drift', () => {
    expect(shareOf((index) => persons[index]?.opensByMachine === true)).toBeCloseTo(0.45, 1);
    expect(shareOf((index) => persons[index]?.scansLinks === true)).toBeCloseTo(0.1, 1);
    expect(shareOf((index) => recipients[index]?.zone === null)).toBeCloseTo(0.15, 1);
    const drifted = shareOf((index) => Number.isFinite(persons[index]?.driftsAtMs));
    expect(drifted).toBeCloseTo(0.15, 1);
  });

  it('leaves a tenth of the opens of machines unflagged, and shows no other of such mailboxes', () => {
    const opens = recipients
      .filter(({ person }) => person.opensByMachine)
      .flatMap(({ history }) => history.engagements.filter(({ kind }) => kind === 'open'));
    const flagged = opens.filter(({ machine }) => machine).length / opens.length;
    expect(flagged).toBeGreaterThan(0.88);
    expect(flagged).toBeLessThan(0.92);
  });

  it('sends at biased times: most at ten on a Tuesday or a Thursday', () => {
    const rules = shippedZoneRules();
    const atTen = recipients.flatMap(({ person, history }) =>
      history.sends.map((atMs) => {
        const local = new Date(atMs + rules.offsetSecondsAt(person.livesIn, atMs) * 1000);
        return [2, 4].includes(local.getUTCDay()) && local.toISOString().slice(11, 16) === '10:00';
      }),
    );
    const share = atTen.filter(Boolean).length / atTen.length;
    expect(share).toBeGreaterThan(0.57);
    expect(share).toBeLessThan(0.63);
  });

  it('knows the chance of an open within some hours as a count of many sends finds it', () => {
    const random = createRandom(1);
    for (const { person, nowMs } of recipients.slice(0, 5)) {
      const offsets = readOffsets(
        person.livesIn,
        { fromMs: nowMs, toMs: nowMs + 200 * HOUR_MS },
        shippedZoneRules(),
      );
      const at = { atMs: nowMs + 13.3 * HOUR_MS, hours: 3, offsets };
      const counted = countOpens({ person, at, random });
      expect(Math.abs(openedWithin(person, at) - counted)).toBeLessThan(0.008);
    }
  });
});
