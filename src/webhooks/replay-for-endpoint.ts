import {
  hasEvent,
  type Replay,
  type Replayed,
  replayEvent,
  replayEvents,
} from '#db/replay-webhook-events';
import type { Scope } from '#db/scope';
import { nudgeRetries } from '#db/webhook-endpoints';
import { AppError, validationFailed } from '#domain/errors';
import { requireEndpoint } from './get-endpoint.ts';

/** One event, or all from an instant until another; as they were then, under the same ids. */
export type ReplayInput = { eventId: string } | { since: Date; until?: Date | undefined };

/**
 * Has an endpoint told again of what happened, of the types that it asks for now, whether it was
 * told before or not. What is about to be told stays as it is.
 *
 * @returns how many events, and from when on there are more than one call takes
 * @throws AppError `not_found`, `conflict` for an endpoint that is disabled, `validation_failed`
 */
export async function replayForEndpoint(
  scope: Scope,
  endpointId: string,
  input: ReplayInput,
): Promise<Replayed> {
  const { eventTypes, status } = await requireEndpoint(scope, endpointId);
  if (status === 'disabled') {
    throw new AppError('conflict', 'the endpoint is disabled: set its status to active first');
  }
  const { tx, workspaceId, now } = scope;
  const asked: Replay = { endpointId, workspaceId, eventTypes, now };
  const replay =
    'eventId' in input
      ? await replayOne(scope, asked, input.eventId)
      : await replayEvents(tx, asked, { since: input.since, until: input.until });
  if (replay.replayed > 0) await nudgeRetries(tx, endpointId);
  return replay;
}

async function replayOne({ tx }: Scope, asked: Replay, eventId: string): Promise<Replayed> {
  if (await hasEvent(tx, asked, eventId)) {
    return { replayed: await replayEvent(tx, asked, eventId), truncatedAt: null };
  }
  const detail = 'eventId must be of an event of the last 30 days that the endpoint asks for';
  throw validationFailed([{ pointer: '/eventId', detail }]);
}
