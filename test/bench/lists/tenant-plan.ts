import type { Channel } from '#domain/message';

/** What one workspace of the lists' benchmark is made of. */
export interface TenantPlan {
  /** Tells tenants, and their ids, apart; 1 to 9. */
  number: number;
  workspaceId: string;
  messages: number;
  contacts: number;
  /** Messages of the first contact beside those that it gets like any other. */
  heavy: number;
}

const YEARS_MS = 2 * 365 * 86_400_000;
/** Of all messages the newest ones are still to go. */
const WAITING_SHARE = 0.01;

/** Senders of a channel, the first ones used most; the last SMS sender in the first year alone. */
export const sendersOf: Readonly<Record<Channel, number>> = {
  sms: 3,
  email: 2,
  whatsapp: 1,
  imessage: 1,
  mms: 1,
};

/** The old campaign: of all messages those from here to there, each with its word. */
export const campaign = { from: 0.2, until: 0.28, word: 'wintersale' } as const;
/** Every second block of so many messages is a batch. */
export const BATCH_SHARE = 0.005;

/** An id as ours are: it sorts by the time that it was made. */
export function idOf(prefix: string, { number }: TenantPlan, index: number, atMs = 0): string {
  const time = Math.floor(atMs).toString(16).padStart(12, '0');
  const rest = index.toString(16).padStart(11, '0');
  return `${prefix}_${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${number}${rest}`;
}

/** When a message of the plan was made: evenly over two years that end now. */
export function createdMs(plan: TenantPlan, index: number, nowMs: number): number {
  return nowMs - YEARS_MS * (1 - (index + 1) / plan.messages);
}

export function isWaiting(plan: TenantPlan, index: number): boolean {
  return index >= plan.messages * (1 - WAITING_SHARE);
}

export function batchOf(plan: TenantPlan, index: number): number | null {
  const block = Math.floor(index / Math.ceil(plan.messages * BATCH_SHARE));
  return block % 2 === 0 ? block : null;
}

export function senderIdOf(plan: TenantPlan, channel: Channel, index: number): string {
  return idOf('snd', plan, Object.keys(sendersOf).indexOf(channel) * 16 + index);
}

export function contactIdOf(plan: TenantPlan, index: number): string {
  return idOf('con', plan, index);
}

export function phoneOf({ number }: TenantPlan, index: number): string {
  return `+1${[604, 212, 415, 778][index % 4]}${number}${String(index).padStart(6, '0')}`;
}
