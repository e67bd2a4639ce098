import type { Actor } from './actor.ts';
import type { UsableSender } from './decide-usual-sender.ts';
import type { ErrorCode } from './errors.ts';
import { type AssignedSender, mayUseSender } from './may-use-sender.ts';
import type { Channel } from './message.ts';

export interface SenderUse {
  actor: Pick<Actor, 'role' | 'userId'>;
  /** What the caller named; `null`: the workspace has no such sender. */
  sender: (AssignedSender & UsableSender & { channel: Channel }) | null;
  /** The message's. */
  channel: Channel;
  /** The sender last used with the contact on that channel. */
  lastUsedId: string | null;
}

export type SenderRefusal = Extract<
  ErrorCode,
  'sender_unknown' | 'sender_not_allowed' | 'sender_inactive'
>;

/**
 * Why a message may not go out from the sender that its caller named (N4, N7); `null`: it may.
 * Whose it is comes before its state, which is nobody's business but theirs who may use it.
 */
export function whySenderRefused(use: SenderUse): SenderRefusal | null {
  const { actor, sender, channel, lastUsedId } = use;
  if (sender === null || sender.deletedAt !== null || sender.channel !== channel) {
    return 'sender_unknown';
  }
  if (!mayUseSender(actor, sender, lastUsedId)) return 'sender_not_allowed';
  return sender.active ? null : 'sender_inactive';
}
