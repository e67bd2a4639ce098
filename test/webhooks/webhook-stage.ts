import { newId } from '#db/new-id';
import type { WebhookEventType } from '#domain/webhook';
import type { TestSystem } from '#test/support/test-system';

export interface ToldEvent {
  id: string;
  type: WebhookEventType;
  status: string;
  version: number;
  snapshot: Record<string, unknown>;
}

/** Adds an endpoint as it stands in the table. @returns its id. */
export async function addEndpoint(
  system: TestSystem,
  eventTypes: readonly WebhookEventType[],
  overrides: { workspaceId?: string; status?: string; retryAt?: string; deletedAt?: string } = {},
): Promise<string> {
  const id = newId('whk');
  const { workspaceId = system.actor.workspaceId, status = 'active' } = overrides;
  await system.core.connection.sql`
    INSERT INTO webhook_endpoints (id, workspace_id, url, event_types, status, secret, retry_at,
      failing_since, deleted_at, created_at, updated_at)
    VALUES (${id}, ${workspaceId}, 'https://hooks.example.com/', ${JSON.stringify(eventTypes)}::text::jsonb,
      ${status}, 'whsec_', ${overrides.retryAt ?? null}, ${overrides.retryAt ?? null},
      ${overrides.deletedAt ?? null}, now(), now())`;
  return id;
}

/** What is kept of a message for endpoints, in the order in which it happened. */
export async function toldOf(system: TestSystem, messageId: string): Promise<ToldEvent[]> {
  const rows = await system.core.connection.sql`
    SELECT id, type, snapshot FROM webhook_events WHERE message_id = ${messageId} ORDER BY id`;
  return rows.map(({ id, type, snapshot }) => ({ id, type, ...snapshot, snapshot }));
}

/** The types alone. */
export async function typesOf(system: TestSystem, messageId: string): Promise<string[]> {
  return (await toldOf(system, messageId)).map(({ type }) => type);
}
