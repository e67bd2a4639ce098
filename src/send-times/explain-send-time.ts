import { contactNotFound } from '#contacts/get-contact';
import { findContact } from '#db/contacts';
import type { EngagementKind } from '#domain/engagement';
import { countEngagements, type LeftOutReason } from '#domain/send-time/count-engagements';
import { decideSendTime, type SendTimeDecision } from '#domain/send-time/decide-send-time';
import { toLiftInterval } from '#domain/send-time/lift-interval';
import { listQuietTimes } from '#domain/send-time/list-quiet-times';
import type { SendTimeQuestion } from '#domain/send-time/send-time-question';
import type { SendTimeWindow } from '#domain/send-time/send-time-windows';
import { type SendTimeWeighing, weighSendTimes } from '#domain/send-time/weigh-send-times';
import type { ZoneRules } from '#domain/time-zone';
import { toLocal } from '#domain/to-local';
import { type PlanScope, readsOf } from '#messages/plan-reads';
import { askSendTime } from './ask-send-time.ts';
import { explainGate, type GateExplanation } from './explain-gate.ts';

/** What the model would do for a contact now, and why (O4). */
export interface SendTimeExplanation {
  contactId: string;
  at: Date;
  window: SendTimeWindow;
  /** `null`: unknown, and the candidates have no local time. */
  timeZone: string | null;
  decision: Omit<SendTimeDecision, 'gate' | 'sendAtMs'> & {
    sendAt: Date;
    liftInterval: { low: number; high: number } | null;
  };
  gate: GateExplanation | null;
  candidates: {
    at: Date;
    local: string | null;
    value: number;
    /** Of the best one's value. */
    score: number;
    /** Of the recipient's week, in the three hours after. */
    share: number;
  }[];
  quietTimes: { from: Date; until: Date }[];
  history: {
    engagements: Record<EngagementKind, number>;
    leftOut: Record<LeftOutReason, number>;
    sends: number;
    sessions: number;
    firstAt: Date | null;
    lastAt: Date | null;
    halfLifeDays: number;
    /** Sessions by their weights, with what the workspace's curve counts for: N + kappa. */
    strength: number;
  };
  workspaceCurve: { used: boolean; recipients: number; sessions: number; learnedAt: Date } | null;
}

/**
 * What the model would do for a message that is accepted now. Changes nothing.
 *
 * @throws AppError `not_found`
 */
export async function explainSendTime(
  deps: { zoneRules: ZoneRules },
  asker: PlanScope,
  { contactId, window }: { contactId: string; window: SendTimeWindow },
): Promise<SendTimeExplanation> {
  const scope: PlanScope = { ...asker, reads: readsOf(asker) };
  const contact = await findContact(scope.tx, contactId);
  if (!contact) throw contactNotFound();
  const subject = { contactId, address: '', timeZone: contact.timeZone, messageId: null };
  const question = await askSendTime(deps, scope, { ...subject, window });
  const weighing = weighSendTimes(question);
  const { sendAtMs, gate, ...decision } = decideSendTime(question, weighing);
  const liftInterval =
    gate === null || decision.lift === null ? null : toLiftInterval(decision.lift, gate);
  const { curve } = await readsOf(scope).sendTimeSetup();
  return {
    contactId,
    at: scope.now,
    window,
    timeZone: question.zone,
    decision: { sendAt: new Date(sendAtMs), ...decision, liftInterval },
    gate: gate && explainGate(gate, decision, question),
    candidates: toCandidates(question, weighing),
    quietTimes: toQuietTimes(question),
    history: toHistory(question, weighing),
    workspaceCurve: curve?.curve
      ? {
          used: question.zone !== null,
          recipients: curve.curve.recipients,
          sessions: curve.curve.sessions,
          learnedAt: curve.learnedAt,
        }
      : null,
  };
}

function toCandidates({ zone, rules }: SendTimeQuestion, { candidates }: SendTimeWeighing) {
  const best = candidates.reduce((most, { value }) => Math.max(most, value), 0);
  return candidates.map(({ atMs, value, mass }) => ({
    at: new Date(atMs),
    local: zone && toLocal(atMs, zone, rules),
    value,
    score: best === 0 ? 0 : value / best,
    share: mass,
  }));
}

function toQuietTimes({ nowMs, windowHours, quietEndAt }: SendTimeQuestion) {
  const endMs = nowMs + windowHours * 3_600_000;
  return listQuietTimes({ nowMs, endMs, quietEndAt }).map(({ fromMs, untilMs }) => ({
    from: new Date(fromMs),
    until: new Date(untilMs),
  }));
}

function toHistory({ history, nowMs, model }: SendTimeQuestion, weighing: SendTimeWeighing) {
  const known = history.engagements.filter(({ atMs }) => atMs < nowMs);
  const { human, leftOut, firstMs, lastMs } = countEngagements(known);
  return {
    engagements: human,
    leftOut,
    sends: history.sends.length,
    sessions: weighing.sessions,
    firstAt: firstMs === null ? null : new Date(firstMs),
    lastAt: lastMs === null ? null : new Date(lastMs),
    halfLifeDays: model.params.halfLifeDays,
    strength: weighing.effectiveEngagements + model.params.kappa,
  };
}
