import type { Channel } from './message.ts';
import type { ProviderName } from './sender.ts';

/** What somebody answered, or wrote by themselves, verified and in our words. */
export interface Reply {
  vendor: ProviderName;
  /** The same for a reply that is told twice. */
  dedupeKey: string;
  channel: Channel;
  /** E.164, or an email address. */
  from: string;
  /** The senders that it may have come to. */
  to: readonly string[];
  subject: string | null;
  text: string | null;
  html: string | null;
  mediaUrls: string[] | null;
  /** Ids of messages of ours that it names as its predecessors, the nearest first. */
  answers: readonly string[];
  /** The vendor's id; of an email its Message-ID, with its angle brackets. */
  providerMessageId: string | null;
  /** Of an email: the Message-IDs that it names as its predecessors, the oldest first. */
  threadIds: string[] | null;
  /** Written by a program, such as an absence note: kept, but nobody has answered. */
  automatic: boolean;
}
