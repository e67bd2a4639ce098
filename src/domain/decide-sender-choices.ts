import type { Actor } from './actor.ts';
import { decideUsualSender, type UsableSender } from './decide-usual-sender.ts';
import { type AssignedSender, mayUseSender } from './may-use-sender.ts';

export type ChoosableSender = AssignedSender & UsableSender & { name: string };

export interface SenderChoice<S> {
  sender: S;
  isDefault: boolean;
  isLastUsed: boolean;
  /** What a message goes out from whose caller names none. */
  selected: boolean;
}

/**
 * What somebody may choose from for a contact (N5, N7), the selected one first, then the default,
 * then by name. What is inactive or deleted is no choice.
 *
 * @param senders of one channel.
 */
export function decideSenderChoices<S extends ChoosableSender>(
  actor: Pick<Actor, 'role' | 'userId'>,
  senders: readonly S[],
  lastUsedId: string | null,
): SenderChoice<S>[] {
  const selected = decideUsualSender(senders, lastUsedId)?.sender;
  return senders
    .filter((sender) => sender.active && sender.deletedAt === null)
    .filter((sender) => mayUseSender(actor, sender, lastUsedId))
    .map((sender) => ({
      sender,
      isDefault: sender.isDefault,
      isLastUsed: sender.id === lastUsedId,
      selected: sender === selected,
    }))
    .sort(byPlace);
}

function byPlace<S extends ChoosableSender>(a: SenderChoice<S>, b: SenderChoice<S>): number {
  return (
    Number(b.selected) - Number(a.selected) ||
    Number(b.isDefault) - Number(a.isDefault) ||
    compare(a.sender.name, b.sender.name) ||
    compare(a.sender.id, b.sender.id)
  );
}

/** By their characters' numbers: the order is the same on every machine. */
function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
