import { decideLateness, type IfLate } from './decide-lateness.ts';
import type { Quiet } from './decide-quiet.ts';

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
  /** The recipient's quiet time that holds `now`; `null`: none does. */
  quiet: Quiet | null;
  /** How long it has been kept waiting by quiet hours since `sendAt`, in milliseconds. */
  quietMs: number;
}

/** Why a message that is due must not go out after all; final. */
export interface GateRefusal {
  kind: 'refused';
  code:
    | 'expired'
    | 'sender_unknown'
    | 'sender_inactive'
    | 'recipient_suppressed'
    | 'contact_deleted';
  detail: string;
}

/** It is refused, or has to wait until the recipient's quiet hours are over. */
export type GateVerdict = GateRefusal | { kind: 'quiet'; quiet: Quiet };

/**
 * The last look before the provider is called (C4, C6, T7, N4, T6). `null`: it may go. Who wants
 * nothing at all comes first; then quiet hours; the rest is looked at when those are over, and the
 * time that they took makes nothing late.
 */
export function decideGate(facts: GateFacts): GateVerdict | null {
  const { sender, quiet } = facts;
  if (facts.contactDeleted) {
    return refuse('contact_deleted', 'the contact was deleted before this attempt');
  }
  if (facts.suppressed) {
    return refuse('recipient_suppressed', 'the recipient opted out, or cannot be reached');
  }
  if (quiet) return { kind: 'quiet', quiet };
  if (sender.deleted) return refuse('sender_unknown', `the sender ${sender.id} was deleted`);
  if (!sender.active) return refuse('sender_inactive', `the sender ${sender.id} is inactive`);
  const sendAt = new Date(facts.sendAt.getTime() + facts.quietMs);
  if (decideLateness({ ...facts, sendAt }) === 'expired') {
    return refuse('expired', 'the message was later than its ifLate allows');
  }
  return null;
}

function refuse(code: GateRefusal['code'], detail: string): GateRefusal {
  return { kind: 'refused', code, detail };
}
