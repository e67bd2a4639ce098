import type { Problem } from '#domain/errors';
import type { MessageInput } from '#messages/message-input';

/** An item of a batch, laid over the defaults: what a POST of it would be, or what is wrong. */
export type BatchItem =
  | { kind: 'readable'; input: MessageInput }
  | { kind: 'unreadable'; problems: readonly Problem[] };

/** The body of `POST /v1/batches`, its shape checked at the edge. */
export interface BatchInput {
  name?: string | undefined;
  allOrNothing?: boolean | undefined;
  items: readonly BatchItem[];
}
