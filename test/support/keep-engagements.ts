import type postgres from 'postgres';
import type { EngagementKind } from '#domain/engagement';

export interface KeptEngagement {
  contactId?: string;
  /** Without a contact. */
  address?: string;
  at: Date;
  kind?: EngagementKind;
  machine?: boolean;
  sentAt?: Date;
  messageId?: string;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Stores engagement events, as if somebody had reported them. */
export async function keepEngagements(
  sql: postgres.Sql,
  workspaceId: string,
  events: readonly KeptEngagement[],
): Promise<void> {
  const rows = events.map((event) => ({
    workspace_id: workspaceId,
    contact_id: event.contactId ?? null,
    address: event.contactId === undefined ? (event.address ?? null) : null,
    channel: 'email',
    kind: event.kind ?? 'open',
    machine: event.machine ?? false,
    at: event.at.toISOString(),
    sent_at: event.sentAt?.toISOString() ?? null,
    message_id: event.messageId ?? null,
  }));
  if (rows.length > 0) await sql`INSERT INTO engagement_events ${sql(rows)}`;
}

/** Somebody who opened once a day for two months, so many hours after this time of day. */
export function dailyHabit(
  of: { contactId: string } | { address: string },
  { aheadHours, nowMs = Date.now() }: { aheadHours: number; nowMs?: number },
): KeptEngagement[] {
  return Array.from({ length: 60 }, (_, index) => ({
    ...of,
    at: new Date(nowMs + aheadHours * HOUR_MS - (index + 1) * DAY_MS),
  }));
}
