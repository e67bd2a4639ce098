import { chooseCandidate } from '#domain/send-time/choose-candidate';
import type { EngagementHistory } from '#domain/send-time/engagement-history';
import { keepHuman } from '#domain/send-time/keep-human';
import { listCandidates } from '#domain/send-time/list-candidates';
import type { SendTimeQuestion } from '#domain/send-time/send-time-question';
import { readOffsets } from '#domain/send-time/week-grid';
import { type SendTimeWeighing, weighSendTimes } from '#domain/send-time/weigh-send-times';

const HOUR_MS = 3_600_000;
const DAY_HOURS = 24;

/** The earliest moment of the best value, without a look at the wait. */
const ARGMAX = 1;

/** The next time that a recipient's clock shows an hour, within a day. */
export function atHour(question: SendTimeQuestion, hour: number): number {
  const { nowMs, zone, rules } = question;
  const toMs = nowMs + DAY_HOURS * HOUR_MS;
  const offsets = readOffsets(zone ?? 'UTC', { fromMs: nowMs, toMs }, rules);
  const candidates = listCandidates({
    nowMs,
    endMs: toMs,
    gridMs: Math.floor(nowMs / HOUR_MS) * HOUR_MS,
  });
  const shows = (atMs: number) => toHour(atMs + offsets.offsetMsAt(atMs)) === hour;
  return candidates.find((atMs) => atMs > nowMs && shows(atMs)) ?? nowMs;
}

/** What most products ship: the hour of the day at which somebody engaged most often; none: now. */
export function mostFrequentHour(
  question: SendTimeQuestion,
  { botFilter }: { botFilter: boolean },
): number {
  const { history, nowMs, zone, rules } = question;
  const engagements = botFilter ? keepHuman(history.engagements) : history.engagements;
  if (engagements.length === 0) return nowMs;
  const offsets = readOffsets(zone ?? 'UTC', { fromMs: earliest(history), toMs: nowMs }, rules);
  const counts = Array.from({ length: DAY_HOURS }, () => 0);
  for (const { atMs } of engagements) {
    const hour = toHour(atMs + offsets.offsetMsAt(atMs));
    counts[hour] = (counts[hour] ?? 0) + 1;
  }
  return atHour(question, counts.indexOf(Math.max(...counts)));
}

/** The best of the workspace's curve, whoever it is for; nobody's clock is guessed. */
export function curveBest(question: SendTimeQuestion): number {
  if (question.zone === null) return question.nowMs;
  const nobody = { engagements: [], sends: [] };
  return best(weighSendTimes({ ...question, history: nobody }), ARGMAX);
}

/** The moment that a weighing leads to, where no gate asks whether it may. */
export function best({ candidates }: SendTimeWeighing, tau: number): number {
  return chooseCandidate(candidates, { tau, climbs: true })?.atMs ?? candidates[0]?.atMs ?? 0;
}

function earliest({ engagements }: EngagementHistory): number {
  return engagements.reduce((least, { atMs }) => Math.min(least, atMs), Number.POSITIVE_INFINITY);
}

function toHour(localMs: number): number {
  return Math.floor((((localMs / HOUR_MS) % DAY_HOURS) + DAY_HOURS) % DAY_HOURS);
}
