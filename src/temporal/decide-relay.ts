import type { DeliveryTarget } from '#domain/delivery';
import type { CancelReason, Channel } from '#domain/message';
import type { Status } from '#domain/status';
import { decideWake } from './decide-wake.ts';

export interface RelayFacts {
  channel: Channel;
  status: Status;
  version: number;
  dueAt: Date;
  cancelReason: CancelReason | null;
  /** Its batch's workflow sees to it: it needs none of its own. */
  byBatch: boolean;
  /** Whether a workflow was asked for before, so that there may be one to tell. */
  wasRequested: boolean;
  /** Whether no relay has succeeded for it yet. */
  isNew: boolean;
  /** How many messages are due in the same span, at instants no more crowded than its own. */
  company: number;
}

/** What brings a workflow in line with its message. */
export type RelayAction =
  | { kind: 'none' }
  | { kind: 'start'; target: DeliveryTarget; delayMs: number }
  | { kind: 'reschedule'; target: DeliveryTarget }
  | { kind: 'cancel' }
  | { kind: 'contactDeleted' }
  | { kind: 'deliveryReported' };

/**
 * Decides what Temporal is told of a message.
 *
 * @param place 0 to 1: when its workflow wakes among those of its crowd, if there is one.
 */
export function decideRelay(message: RelayFacts, now: Date, place: number): RelayAction {
  switch (message.status) {
    case 'scheduled':
      return message.byBatch ? { kind: 'none' } : toCarry(message, now, place);
    case 'canceled':
      return toEnd(message);
    case 'delivered':
    case 'undelivered':
    case 'failed':
      return toLetGo(message);
    case 'sending':
    case 'sent':
    case 'unknown':
      // Claimed: its workflow, if it has one, learns it from the row.
      return { kind: 'none' };
  }
}

function toCarry(message: RelayFacts, now: Date, place: number): RelayAction {
  const target = { version: message.version, dueAtMs: message.dueAt.getTime() };
  // Asked for in vain so far, or never: a start keeps the delay, a signal would wake it now.
  if (!message.isNew) return { kind: 'reschedule', target };
  const { dueAtMs } = target;
  const { company } = message;
  const delayMs = decideWake({ dueAtMs, nowMs: now.getTime(), company, place });
  return { kind: 'start', target, delayMs };
}

/** Only an iMessage waits for its report. */
function toLetGo(message: RelayFacts): RelayAction {
  const isAwaited = message.channel === 'imessage' && message.wasRequested && !message.isNew;
  return { kind: isAwaited ? 'deliveryReported' : 'none' };
}

function toEnd(message: RelayFacts): RelayAction {
  // Never asked for: there is no workflow, and none is needed to be told.
  if (!message.wasRequested) return { kind: 'none' };
  return { kind: message.cancelReason === 'contact_deleted' ? 'contactDeleted' : 'cancel' };
}
