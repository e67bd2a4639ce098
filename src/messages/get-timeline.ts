import { findHolds } from '#db/batch-events';
import { findEvents } from '#db/messages/find-events';
import { findMessage } from '#db/messages/find-message';
import type { MessageRow } from '#db/messages/message-row';
import type { Scope } from '#db/scope';
import type { TimelineKind } from '#domain/message';
import { messageNotFound } from './get-message.ts';

export interface TimelineEvent {
  id: string;
  kind: TimelineKind;
  at: Date;
  details: Record<string, unknown>;
}

/**
 * A message's whole story, oldest first (H1, H5): while it waits, what its batch did is part of it.
 *
 * @throws AppError `not_found`.
 */
export async function getTimeline(scope: Scope, id: string): Promise<{ data: TimelineEvent[] }> {
  const found = await findMessage(scope.tx, id);
  if (!found) throw messageNotFound();
  const events = await findEvents(scope.tx, id);
  const holds = await findOwnHolds(scope, found.message, events);
  // What has the same time stays in its order.
  const all = [...events, ...holds].sort((a, b) => a.at.getTime() - b.at.getTime());
  return { data: all };
}

/** Those that the message lived through: after its end none concerns it. */
async function findOwnHolds(
  scope: Scope,
  { batchId, createdAt, status }: MessageRow,
  events: readonly TimelineEvent[],
): Promise<TimelineEvent[]> {
  if (batchId === null) return [];
  const ended = status === 'scheduled' ? undefined : events.findLast(isStep);
  const holds = await findHolds(scope.tx, batchId);
  return holds
    .filter(({ at }) => at >= createdAt && (!ended || at <= ended.at))
    .map(({ id, kind, at }) => ({ id, kind: `batch_${kind}`, at, details: { batchId } }));
}

/** The last of these is when its batch mattered last. */
function isStep({ kind }: TimelineEvent): boolean {
  return kind === 'sending' || kind === 'canceled';
}
