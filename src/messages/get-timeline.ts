import { findEvents } from '#db/messages/find-events';
import { findMessage } from '#db/messages/find-message';
import type { Scope } from '#db/scope';
import type { EventKind } from '#domain/message';
import { messageNotFound } from './get-message.ts';

export interface TimelineEvent {
  id: string;
  kind: EventKind;
  at: Date;
  details: Record<string, unknown>;
}

/** A message's whole story, oldest first (H1, H5). @throws AppError `not_found`. */
export async function getTimeline(scope: Scope, id: string): Promise<{ data: TimelineEvent[] }> {
  if (!(await findMessage(scope.tx, id))) throw messageNotFound();
  return { data: await findEvents(scope.tx, id) };
}
