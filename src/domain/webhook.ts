/** What an endpoint can be told of (H6). Feeds the type, the columns and the wire's enum. */
export const webhookEventTypes = [
  'message.scheduled',
  'message.rescheduled',
  'message.canceled',
  'message.sent',
  'message.delivered',
  'message.undelivered',
  'message.failed',
  'message.unknown',
  'reply.received',
  'batch.completed',
  'endpoint.disabled',
] as const;
export type WebhookEventType = (typeof webhookEventTypes)[number];

/** What is kept of an event, by the names of the columns in its snapshot. */
export interface WebhookEvent {
  type: WebhookEventType;
  at: Date;
  messageId: string | null;
  batchId: string | null;
  replyId: string | null;
  snapshot: Record<string, unknown>;
}

/** Told only to who asks for it by name: nothing has happened yet. */
const ON_REQUEST: readonly WebhookEventType[] = ['message.scheduled'];

/** What an endpoint is told of that names no types. */
export const usualEventTypes = webhookEventTypes.filter((type) => !ON_REQUEST.includes(type));

/** Each of them once, in the order of the list. */
export function toEventTypes(types: readonly WebhookEventType[]): WebhookEventType[] {
  return webhookEventTypes.filter((type) => types.includes(type));
}

/** Where an endpoint stands; a disabled one is told nothing, and can ask for it later. */
export const endpointStatuses = ['active', 'disabled'] as const;
export type EndpointStatus = (typeof endpointStatuses)[number];

/** Why an endpoint is disabled. */
export const disabledReasons = ['requested', 'gone', 'failing'] as const;
export type DisabledReason = (typeof disabledReasons)[number];

/** Where the telling of one event to one endpoint stands; `failed` is not tried any more. */
export const webhookDeliveryStatuses = ['pending', 'delivered', 'failed'] as const;
export type WebhookDeliveryStatus = (typeof webhookDeliveryStatuses)[number];
