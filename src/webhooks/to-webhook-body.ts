import type { WebhookEvent } from '#domain/webhook';

/**
 * What endpoints are told of an event: the text that is signed and sent. Made of what is kept
 * alone, so that it is the same at each try, whatever became of its message since.
 *
 * @example
 * toWebhookBody(event)
 * // '{"type":"message.sent","timestamp":"2027-01-15T17:00:00.000Z","data":{"messageId":"msg_...
 */
export function toWebhookBody(event: WebhookEvent): string {
  const { type, at, snapshot } = event;
  const data = { ...idsOf(event), ...toData(snapshot) };
  return JSON.stringify({ type, timestamp: at.toISOString(), data });
}

/** A message says that it is in no batch, a reply that it answers none; others name what they have. */
function idsOf({ messageId, batchId, replyId }: WebhookEvent): Record<string, string | null> {
  if (replyId !== null) return { replyId, messageId };
  if (messageId !== null) return { messageId, batchId };
  return batchId === null ? {} : { batchId };
}

/** Names in camelCase, instants as the API writes them; what is inside a value stays as it is. */
function toData(snapshot: Record<string, unknown>): Record<string, unknown> {
  const { failure_code: code, failure_detail: detail, ...fields } = snapshot;
  const data = Object.entries(fields).map(([name, value]) => [
    name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
    name.endsWith('_at') && typeof value === 'string' ? new Date(value).toISOString() : value,
  ]);
  if (code === undefined) return Object.fromEntries(data);
  const failure = code === null ? null : { code, detail: detail ?? code };
  return Object.fromEntries([...data, ['failure', failure]]);
}
