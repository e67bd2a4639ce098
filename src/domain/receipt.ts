import type { EngagementReport } from './engagement.ts';
import type { Reply } from './reply.ts';
import type { ProviderName } from './sender.ts';
import type { Status } from './status.ts';
import type { SuppressionChannel, SuppressionReason } from './suppression.ts';

/** The statuses that a provider can report, from the first to the last of a message's life. */
export const reportedStatuses = [
  'sent',
  'failed',
  'undelivered',
  'delivered',
] as const satisfies readonly Status[];
export type ReportedStatus = (typeof reportedStatuses)[number];

/** A provider's report of what became of a message, verified and in our words. */
export interface Receipt {
  vendor: ProviderName;
  /** The same for a report that comes twice. */
  dedupeKey: string;
  /** Ours, which the vendor was given with the message; `null` where its reports leave it out. */
  messageId: string | null;
  /** The vendor's; names the message where ours does not. */
  providerMessageId: string | null;
  status: ReportedStatus;
  /** The vendor's code for what went wrong. */
  code: string | null;
  /** When it happened, by the vendor; `null` where it does not say. */
  at: Date | null;
}

/**
 * Somebody's wish about an address, or that it does not exist. Whose it is, is told by the message
 * that it is about, or by the sender that it came to.
 */
export interface ConsentChange {
  vendor: ProviderName;
  dedupeKey: string;
  /** `null` lifts what the same wish had suppressed. */
  reason: SuppressionReason | null;
  about:
    | { kind: 'message'; messageId: string }
    | { kind: 'sender'; senders: readonly string[]; channel: SuppressionChannel; address: string };
}

/** Under which id a vendor reports on a message, where its reports leave ours out. */
export interface BridgeHandle {
  vendor: ProviderName;
  messageId: string;
  providerMessageId: string;
}

/** All that one request of a vendor says. */
export interface VendorReports {
  handles: readonly BridgeHandle[];
  receipts: readonly Receipt[];
  consents: readonly ConsentChange[];
  replies: readonly Reply[];
  engagements: readonly EngagementReport[];
}

/** To be spread where a request says some of it. */
export const nothingReported: VendorReports = {
  handles: [],
  receipts: [],
  consents: [],
  replies: [],
  engagements: [],
};

/** Why a message was not delivered, in a table's words or in none. */
export function toFailureDetail(status: ReportedStatus): string | null {
  switch (status) {
    case 'sent':
    case 'delivered':
      return null;
    case 'undelivered':
      return 'the provider could not deliver the message';
    case 'failed':
      return 'the provider gave the message up';
  }
}
