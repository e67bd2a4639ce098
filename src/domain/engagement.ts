import type { ProviderName } from './sender.ts';

/** What a recipient did with a message. */
export const engagementKinds = ['open', 'click', 'reply'] as const;
export type EngagementKind = (typeof engagementKinds)[number];

/** What a vendor saw a recipient do with a message, verified and in our words. */
export interface EngagementReport {
  vendor: ProviderName;
  /** The vendor's own, the same for one that is told twice, by whomever. */
  eventId: string;
  /** Ours, which the vendor was given with the message. */
  messageId: string;
  kind: Exclude<EngagementKind, 'reply'>;
  /** By what the vendor says; the model leaves out more (O3). */
  machine: boolean;
  /** When it happened, by the vendor; `null` where it does not say. */
  at: Date | null;
}

/** Of one request. */
export const ENGAGEMENT_EVENTS_MAX = 50_000;

/** Nobody does anything in the future, but clocks differ. */
export const ENGAGEMENT_AHEAD_MAX_MS = 300_000;

/** How long a workspace may keep engagement events, in days. */
export const ENGAGEMENT_RETENTION_MAX_DAYS = 3_650;
