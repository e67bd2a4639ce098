import { decideLateness, type IfLate } from './decide-lateness.ts';

/** What the gate looks at, read with the claim. */
export interface GateFacts {
  sendAt: Date;
  now: Date;
  ifLate: IfLate | null;
  sender: { id: string; active: boolean; deleted: boolean };
  /** Whether nothing more may go to the recipient. */
  suppressed: boolean;
  /** C4: nothing is sent that was not claimed before. */
  contactDeleted: boolean;
}

/** Why a message that is due must not go out after all; final. */
export interface GateRefusal {
  code:
    | 'expired'
    | 'sender_unknown'
    | 'sender_inactive'
    | 'recipient_suppressed'
    | 'contact_deleted';
  detail: string;
}

/** The last look before the provider is called (C6, N4, T6). `null`: it may go. */
export function decideGate(facts: GateFacts): GateRefusal | null {
  const { sender } = facts;
  if (facts.contactDeleted) {
    return { code: 'contact_deleted', detail: 'the contact was deleted before this attempt' };
  }
  if (facts.suppressed) {
    return {
      code: 'recipient_suppressed',
      detail: 'the recipient opted out, or cannot be reached',
    };
  }
  if (sender.deleted) {
    return { code: 'sender_unknown', detail: `the sender ${sender.id} was deleted` };
  }
  if (!sender.active) {
    return { code: 'sender_inactive', detail: `the sender ${sender.id} is inactive` };
  }
  if (decideLateness(facts) === 'expired') {
    return { code: 'expired', detail: 'the message was later than its ifLate allows' };
  }
  return null;
}
