import type { LateAction } from './timing.ts';

/** T6: what becomes of a message that is more than `afterMs` milliseconds late. */
export interface IfLate {
  afterMs: number;
  /** `then` on the wire: a property of that name would make this a thenable. */
  action: LateAction;
}

/**
 * Decides whether a due message still goes out (T6): always, unless the caller asked to skip it
 * once it is later than the grace. Exactly at the grace it still goes.
 *
 * @example decideLateness({ sendAt, now, ifLate: { afterMs: 900_000, action: 'skip' } })
 */
export function decideLateness(due: {
  sendAt: Date;
  now: Date;
  ifLate: IfLate | null;
}): 'send' | 'expired' {
  if (due.ifLate === null || due.ifLate.action === 'send') return 'send';
  const lateMs = due.now.getTime() - due.sendAt.getTime();
  return lateMs > due.ifLate.afterMs ? 'expired' : 'send';
}
