import { nextLookAt } from '#domain/look-up';
import type { EventKind } from '#domain/message';
import type { Outcome, Settlement } from '#domain/outcome';
import { type Status, statusesBefore } from '#domain/status';
import type { TimingReason } from '#domain/timing';

/** An attempt that has an outcome, and what that means for its message. */
export interface AttemptResult {
  messageId: string;
  /** The attempt's number, from 1. */
  attempt: number;
  outcome: Outcome;
  settlement: Settlement;
  at: Date;
}

/** A row of the statement's input, by the names that it has there. */
interface ResultRecord {
  message_id: string;
  attempt: number;
  outcome: Outcome['kind'];
  code: string | null;
  at: Date;
  status_before: Status[];
  /** Left out, the message stays in the status that it has. */
  status?: Status;
  provider_message_id?: string;
  failure_code?: string;
  failure_detail?: string;
  next_attempt_at?: Date;
  fallback_reason?: string;
  timing_reason?: TimingReason;
  /** When the provider is asked what became of it. */
  reconcile_at: Date | null;
  event: EventKind;
  details: Record<string, unknown>;
}

/** What an attempt's result is in the statement that stores it. */
export function toResultRecord({
  messageId,
  attempt,
  outcome,
  settlement,
  at,
}: AttemptResult): ResultRecord {
  const { details, ...change } = toChange(settlement);
  return {
    message_id: messageId,
    attempt,
    outcome: outcome.kind,
    code: outcome.kind === 'accepted' ? null : outcome.code,
    at,
    reconcile_at: settlement.kind === 'unknown' ? nextLookAt(at, at) : null,
    ...change,
    details: { attempt, ...details },
  };
}

type Change = Omit<
  ResultRecord,
  'message_id' | 'attempt' | 'outcome' | 'code' | 'at' | 'reconcile_at'
>;

function toChange(settlement: Settlement): Change {
  switch (settlement.kind) {
    case 'sent': {
      const { kind: status, providerMessageId, fallbackAt } = settlement;
      const change = { status, event: status, details: { providerMessageId, fallbackAt } } as const;
      return {
        ...change,
        ...waitFor(fallbackAt),
        status_before: statusesBefore(status),
        provider_message_id: providerMessageId,
      };
    }
    case 'failed': {
      const { kind: status, code, detail } = settlement;
      const change = { status, event: status, details: { code } } as const;
      return {
        ...change,
        status_before: statusesBefore(status),
        failure_code: code,
        failure_detail: detail,
      };
    }
    case 'unknown': {
      const { kind: status, code, fallbackAt } = settlement;
      return {
        ...waitFor(fallbackAt),
        status,
        status_before: statusesBefore(status),
        event: status,
        details: { code, fallbackAt },
        failure_code: code,
        failure_detail: 'nobody can tell whether the provider took the message',
      };
    }
    case 'retry': {
      const status = 'scheduled';
      return { status, status_before: statusesBefore(status), ...again(settlement) };
    }
    case 'fallback': {
      const status = 'scheduled';
      const { code, nextAttemptAt } = settlement;
      return {
        status,
        status_before: statusesBefore(status),
        next_attempt_at: nextAttemptAt,
        fallback_reason: code,
        event: 'fallback_scheduled',
        details: { code },
      };
    }
    case 'postponed':
      return postpone(settlement);
    case 'dropped':
      return { status_before: [], event: 'fallback_dropped', details: { code: settlement.code } };
    case 'resend':
      // It stays `sending`: it may be out already, and nobody may cancel it.
      return { status_before: ['sending'], ...again(settlement) };
  }
}

function waitFor(fallbackAt: Date | undefined) {
  return fallbackAt === undefined ? {} : { next_attempt_at: fallbackAt };
}

function again(settlement: Extract<Settlement, { kind: 'retry' | 'resend' }>) {
  const { kind, code, nextAttemptAt } = settlement;
  const event = kind === 'retry' ? ('retry_scheduled' as const) : ('resend_scheduled' as const);
  return { next_attempt_at: nextAttemptAt, event, details: { code, nextAttemptAt } };
}

function postpone(settlement: Extract<Settlement, { kind: 'postponed' }>): Change {
  const { from, until, timeZone, zoneOf, mayBeOut } = settlement;
  const details = { from, until, timeZone, zoneOf };
  const wait = { next_attempt_at: until, event: 'postponed', details } as const;
  if (mayBeOut) return { ...wait, status_before: ['sending'] };
  const status = 'scheduled';
  const status_before = statusesBefore(status);
  return { ...wait, status, status_before, timing_reason: 'quiet_hours' };
}
