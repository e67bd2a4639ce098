import { findWorkspace } from '#db/find-workspace';
import {
  countDecisions,
  countDrawn,
  countOutcomes,
  type DecisionCount,
  type DrawnCount,
  type OutcomeCount,
} from '#db/report-send-times';
import type { Scope } from '#db/scope';
import { validationFailed } from '#domain/errors';
import { compareRates, type RateComparison } from '#domain/send-time/compare-rates';
import type { SendTimeReason } from '#domain/send-time/decide-send-time';
import type { Share } from '#domain/send-time/fisher-exact-test';
import { type SendTimeWindow, sendTimeWindows } from '#domain/send-time/send-time-windows';

export interface ReportQuery {
  since?: Date | undefined;
  until?: Date | undefined;
  window?: SendTimeWindow | undefined;
}

/** What optimization did for a workspace (O5). */
export interface SendTimeReport {
  since: Date;
  until: Date;
  window: SendTimeWindow | null;
  asked: number;
  /** The holdout among them: those that the model would have moved. */
  optimized: number;
  holdout: number;
  decisions: { window: SendTimeWindow; reason: SendTimeReason | 'holdout'; count: number }[];
  /** The share that most were drawn with: only these are compared. `null`: none was drawn. */
  holdoutShare: number | null;
  /** Those that were drawn with it and whose window is over. */
  drawn: { optimized: DrawnMessages; holdout: DrawnMessages };
  outcomes: Outcome[];
}

/** Those that were not sent count as not engaged. */
interface DrawnMessages {
  drawn: number;
  sent: number;
}

export interface Outcome extends RateComparison {
  within: OutcomeCount['within'];
  optimized: Engaged;
  holdout: Engaged;
  detail: string;
}

interface Engaged {
  messages: number;
  engaged: number;
  /** `null`: there are no messages. */
  rate: number | null;
}

const DAY_MS = 86_400_000;
const DEFAULT_DAYS = 90;
const horizons = ['3h', '24h', '7d'] as const;
const horizonHours = { '3h': 3, '24h': 24, '7d': 168 } as const;

/**
 * Reports how many messages were optimized, and what it did: their engagement beside that of the
 * holdout.
 *
 * @throws AppError `validation_failed`
 */
export async function reportSendTimes(scope: Scope, query: ReportQuery): Promise<SendTimeReport> {
  const { tx, workspaceId, now } = scope;
  const until = query.until ?? now;
  const since = query.since ?? new Date(until.getTime() - DEFAULT_DAYS * DAY_MS);
  if (since >= until) {
    throw validationFailed([{ pointer: '/query/since', detail: 'since must be before until' }]);
  }
  const window = query.window ?? null;
  const span = { workspaceId, since, until, window };
  const counts = await countDecisions(tx, span);
  const { engagementRetentionDays: retentionDays } = await findWorkspace(tx, workspaceId);
  const draws = await countDrawn(tx, span, { now, retentionDays });
  const share = findMainShare(draws);
  const counted =
    share === null ? [] : await countOutcomes(tx, span, { now, retentionDays, share });
  return {
    since,
    until,
    window,
    asked: sumOf(counts, () => true),
    optimized: sumOf(counts, ({ reason, holdout }) => reason === 'optimized' && !holdout),
    holdout: sumOf(counts, ({ holdout }) => holdout),
    decisions: counts.map(({ window, reason, holdout, count }) => {
      return { window, reason: holdout ? 'holdout' : reason, count };
    }),
    holdoutShare: share,
    drawn: { optimized: toDrawn(draws, share, false), holdout: toDrawn(draws, share, true) },
    outcomes: horizons.map((within) => {
      const isForgotten = horizonHours[within] + hoursOf(window) > retentionDays * 24;
      const outcome = toOutcome(within, counted);
      return isForgotten ? { ...outcome, detail: tellForgotten(within, retentionDays) } : outcome;
    }),
  };
}

function sumOf(counts: readonly DecisionCount[], isOfThem: (of: DecisionCount) => boolean): number {
  return counts.filter(isOfThem).reduce((sum, { count }) => sum + count, 0);
}

/** Of several, those drawn with one would have another chance than those drawn with another. */
function findMainShare(draws: readonly DrawnCount[]): number | null {
  const totals = new Map<number, number>();
  for (const { share, drawn } of draws) totals.set(share, (totals.get(share) ?? 0) + drawn);
  const [most] = [...totals].sort(([, one], [, other]) => other - one);
  return most?.[0] ?? null;
}

function toDrawn(draws: readonly DrawnCount[], of: number | null, isHeldOut: boolean) {
  const found = draws.find(({ share, holdout }) => share === of && holdout === isHeldOut);
  return { drawn: found?.drawn ?? 0, sent: found?.sent ?? 0 };
}

/** The least that a message waits for before it is looked at. */
function hoursOf(window: SendTimeWindow | null): number {
  return window === null ? Math.min(...Object.values(sendTimeWindows)) : sendTimeWindows[window];
}

function tellForgotten(within: Outcome['within'], days: number): string {
  return `engagementRetentionDays is ${days}: what people do is forgotten before ${within} can be judged`;
}

function toOutcome(within: Outcome['within'], counts: readonly OutcomeCount[]): Outcome {
  const group = toShare(counts, { within, holdout: false });
  const control = toShare(counts, { within, holdout: true });
  const compared = compareRates(group, control);
  return {
    within,
    optimized: toEngaged(group),
    holdout: toEngaged(control),
    ...compared,
    detail: tell(compared, control),
  };
}

function toShare(
  counts: readonly OutcomeCount[],
  of: Pick<OutcomeCount, 'within' | 'holdout'>,
): Share {
  const found = counts.find(({ within, holdout }) => {
    return within === of.within && holdout === of.holdout;
  });
  return { count: found?.engaged ?? 0, of: found?.messages ?? 0 };
}

function toEngaged({ count, of }: Share): Engaged {
  return { messages: of, engaged: count, rate: of === 0 ? null : count / of };
}

function tell({ enough, needed, interval }: RateComparison, { of }: Share): string {
  if (!enough) {
    return `too little to tell: ${needed} messages of the holdout are needed to see a lift of 1.2, and there are ${of}`;
  }
  if (interval === null) return 'nobody of one of the two engaged: there is no ratio';
  if (interval.low > 1) return 'optimized messages are engaged with more than those of the holdout';
  if (interval.high < 1)
    return 'optimized messages are engaged with less than those of the holdout';
  return 'no difference shows';
}
