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

/** The body of `POST /v1/batches` with `open`: its messages come as lines. */
export interface OpenBatchInput {
  name?: string | undefined;
  allOrNothing?: boolean | undefined;
  /** Its lines are checked, and no message is stored. */
  dryRun?: boolean | undefined;
  /** The fields that a line has unless it says otherwise. */
  defaults?: Record<string, unknown> | undefined;
}
