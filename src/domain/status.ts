/** The states of a message, H4. Feeds the type, the column's CHECK and the wire's enum. */
export const statuses = [
  'scheduled',
  'sending',
  'sent',
  'delivered',
  'undelivered',
  'failed',
  'canceled',
  'unknown',
] as const;
export type Status = (typeof statuses)[number];

const next: Record<Status, readonly Status[]> = {
  scheduled: ['sending', 'canceled'],
  // Back to scheduled only when it is certain that nothing was sent.
  sending: ['scheduled', 'sent', 'delivered', 'undelivered', 'failed', 'unknown'],
  unknown: ['sent', 'delivered', 'undelivered', 'failed'],
  // A provider can give up on what it took.
  sent: ['delivered', 'undelivered', 'failed'],
  delivered: [],
  // Reports come in any order, and of several attempts: one that arrived has arrived.
  undelivered: ['delivered'],
  failed: ['delivered'],
  canceled: [],
};

/** Whether H4 lets a message move from one status to another. */
export function canMove(from: Status, to: Status): boolean {
  return next[from].includes(to);
}

/** The statuses that may become this one: what an update's WHERE clause has to ask for. */
export function statusesBefore(to: Status): Status[] {
  return statuses.filter((from) => canMove(from, to));
}

/** Why a message can no longer be changed; `null` while it can (C1, C2). */
export function whyUnchangeable(status: Status): 'already_sending' | 'final' | 'canceled' | null {
  switch (status) {
    case 'scheduled':
      return null;
    case 'sending':
    case 'unknown':
      return 'already_sending';
    case 'canceled':
      return 'canceled';
    case 'sent':
    case 'delivered':
    case 'undelivered':
    case 'failed':
      return 'final';
  }
}
