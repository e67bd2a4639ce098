import type { ProviderName } from './sender.ts';

/** What a recipient did with a message. */
export const engagementKinds = ['open', 'click', 'reply'] as const;
export type EngagementKind = (typeof engagementKinds)[number];

/** What a vendor saw a recipient do with a message, verified and in our words. */
export interface EngagementReport {
  vendor: ProviderName;
  /** The vendor's, the same for one that is told twice. */
  eventId: string;
  /** Ours, which the vendor was given with the message. */
  messageId: string;
  kind: Exclude<EngagementKind, 'reply'>;
  /** By what the vendor says; the model leaves out more (O3). */
  machine: boolean;
  /** When it happened, by the vendor; `null` where it does not say. */
  at: Date | null;
}

/** The id under which an engagement event counts once in its workspace. */
export function toEngagementEventId(vendor: ProviderName, eventId: string): string {
  return `${vendor} ${eventId}`;
}
