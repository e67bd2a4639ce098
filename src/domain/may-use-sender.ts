import type { Actor } from './actor.ts';

/** What says who may use a sender. */
export interface AssignedSender {
  id: string;
  isDefault: boolean;
  assignedUserId: string | null;
}

/**
 * Whether somebody may send from a sender (N7): an admin from all; a user from the defaults, from
 * those assigned to them or to nobody, and from the one last used with the contact.
 */
export function mayUseSender(
  actor: Pick<Actor, 'role' | 'userId'>,
  sender: AssignedSender,
  lastUsedId: string | null,
): boolean {
  switch (actor.role) {
    case 'admin':
      return true;
    case 'user': {
      const isTheirs = sender.assignedUserId === null || sender.assignedUserId === actor.userId;
      return isTheirs || sender.isDefault || sender.id === lastUsedId;
    }
  }
}
