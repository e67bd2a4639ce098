/** What says whether a message can go out from a sender at all. */
export interface UsableSender {
  id: string;
  active: boolean;
  isDefault: boolean;
  deletedAt: Date | null;
}

export interface UsualSender<S> {
  sender: S;
  chosenBy: 'last_used' | 'default';
}

/**
 * The sender of a message whose caller names none (N5): the last one used with the contact while
 * it can be used, else the default. Both are everybody's to use (N7).
 *
 * @param senders of one channel.
 * @returns `null` where there is neither.
 */
export function decideUsualSender<S extends UsableSender>(
  senders: readonly S[],
  lastUsedId: string | null,
): UsualSender<S> | null {
  const usable = senders.filter((sender) => sender.active && sender.deletedAt === null);
  const lastUsed = usable.find((sender) => sender.id === lastUsedId);
  if (lastUsed) return { sender: lastUsed, chosenBy: 'last_used' };
  const usual = usable.find((sender) => sender.isDefault);
  return usual ? { sender: usual, chosenBy: 'default' } : null;
}
