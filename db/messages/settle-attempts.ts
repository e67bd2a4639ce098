import { sql } from 'drizzle-orm';
import type { EventKind } from '#domain/message';
import type { Outcome, Settlement } from '#domain/outcome';
import { type Status, statusesBefore } from '#domain/status';
import type { Queryable } from '../connect.ts';

/** An attempt that has an outcome, and what that means for its message. */
export interface AttemptResult {
  messageId: string;
  /** The attempt's number, from 1. */
  attempt: number;
  outcome: Outcome;
  settlement: Settlement;
  at: Date;
}

/** Where a message stands after its attempt was settled. */
export interface Settled {
  version: number;
  dueAt: Date;
}

/**
 * Closes attempts with their outcomes and moves their messages accordingly, all in one statement:
 * the commits cost more than the rows. An answer that comes after its attempt was given up as
 * unknown still counts, if it is final.
 *
 * @returns one for each result, in their order; `null` where the message had moved on: then only
 * the attempt's record changed, if that.
 */
export async function settleAttempts(
  tx: Queryable,
  results: readonly AttemptResult[],
): Promise<(Settled | null)[]> {
  const rows = await tx.execute<SettledRow & Record<string, unknown>>(sql`
    WITH result AS (
      SELECT * FROM jsonb_to_recordset(${JSON.stringify(results.map(toRecord))}::jsonb) AS r(
        message_id text, attempt int, outcome text, code text, at timestamptz, status_before text[],
        status text, provider_message_id text, failure_code text, failure_detail text,
        next_attempt_at timestamptz, event text, details jsonb)
    ),
    locked AS (
      SELECT m.id FROM messages m JOIN result r ON m.id = r.message_id ORDER BY m.id FOR UPDATE OF m
    ),
    closed AS (
      UPDATE attempts a SET finished_at = r.at, outcome = r.outcome, code = r.code
      FROM result r JOIN locked ON locked.id = r.message_id
      WHERE a.message_id = r.message_id AND a.number = r.attempt AND (a.finished_at IS NULL OR a.outcome = 'ambiguous')
      RETURNING a.message_id, a.number AS attempt
    ),
    moved AS (
      UPDATE messages m SET status = coalesce(r.status, m.status),
        sent_at = CASE WHEN r.status = 'sent' THEN r.at END,
        provider_message_id = r.provider_message_id, failure_code = r.failure_code,
        failure_detail = r.failure_detail, next_attempt_at = r.next_attempt_at,
        updated_at = r.at, version = m.version + 1
      FROM result r JOIN closed USING (message_id, attempt)
      WHERE m.id = r.message_id AND m.attempt_count = r.attempt
        AND m.status = ANY(r.status_before)
        AND (m.next_attempt_at IS NULL OR r.status IN ('sent', 'failed'))
      RETURNING m.workspace_id, m.id, r.attempt, m.version, m.due_at, r.event, r.at, r.details
    ),
    event AS (
      INSERT INTO message_events (workspace_id, message_id, kind, at, details)
      SELECT workspace_id, id, event, at, details FROM moved
    )
    SELECT id, attempt, version, due_at FROM moved`);
  const settled = new Map(
    rows.map((row) => [
      `${row.id} ${row.attempt}`,
      { version: row.version, dueAt: new Date(row.due_at) },
    ]),
  );
  return results.map((result) => settled.get(`${result.messageId} ${result.attempt}`) ?? null);
}

interface SettledRow {
  id: string;
  attempt: number;
  version: number;
  due_at: string;
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
  event: EventKind;
  details: Record<string, unknown>;
}

function toRecord({ messageId, attempt, outcome, settlement, at }: AttemptResult): ResultRecord {
  const { details, ...change } = toChange(settlement);
  return {
    message_id: messageId,
    attempt,
    outcome: outcome.kind,
    code: outcome.kind === 'accepted' ? null : outcome.code,
    at,
    ...change,
    details: { attempt, ...details },
  };
}

type Change = Omit<ResultRecord, 'message_id' | 'attempt' | 'outcome' | 'code' | 'at'>;

function toChange(settlement: Settlement): Change {
  switch (settlement.kind) {
    case 'sent': {
      const { kind: status, providerMessageId } = settlement;
      const change = { status, event: status, details: { providerMessageId } } as const;
      return {
        ...change,
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
      const { kind: status, code } = settlement;
      return {
        status,
        status_before: statusesBefore(status),
        event: status,
        details: { code },
        failure_code: code,
        failure_detail: 'nobody can tell whether the provider took the message',
      };
    }
    case 'retry': {
      const status = 'scheduled';
      return { status, status_before: statusesBefore(status), ...again(settlement) };
    }
    case 'resend':
      // It stays `sending`: it may be out already, and nobody may cancel it.
      return { status_before: ['sending'], ...again(settlement) };
  }
}

function again(settlement: Extract<Settlement, { kind: 'retry' | 'resend' }>) {
  const { kind, code, nextAttemptAt } = settlement;
  const event = kind === 'retry' ? ('retry_scheduled' as const) : ('resend_scheduled' as const);
  return { next_attempt_at: nextAttemptAt, event, details: { code, nextAttemptAt } };
}
