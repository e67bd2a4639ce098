import type { Thread } from '#domain/decide-thread';
import type { FoundReport } from '#domain/look-up';
import type { Channel } from '#domain/message';
import type { Outcome } from '#domain/outcome';
import type { SenderSettings } from '#domain/sender';

/** A message ready to go, as every provider gets it. */
export interface OutboundMessage {
  messageId: string;
  workspaceId: string;
  /** The attempt's number, from 1. */
  attempt: number;
  channel: Channel;
  from: { address: string | null; serviceSid: string | null; name: string };
  to: { address: string; name: string | null };
  subject: string | null;
  text: string | null;
  html: string | null;
  mediaUrls: string[] | null;
  contentSid: string | null;
  contentVariables: Record<string, string> | null;
  settings: SenderSettings;
  /** `null` on every channel but email. */
  email: EmailFields | null;
}

/** What an email has besides. */
export interface EmailFields {
  /** Where answers go, in the place of the sender's address. */
  replyTo: string | null;
  /** The thread that it continues (V2). */
  thread: Thread | null;
  /** Where one click ends what goes to the recipient. */
  unsubscribeUrl: string | null;
}

/** A message of which nobody knows whether the vendor took it. */
export interface LookUpQuestion {
  messageId: string;
  workspaceId: string;
  channel: Channel;
  from: { address: string | null; serviceSid: string | null };
  to: string;
  text: string | null;
  /** When the attempts began that had no clear answer. */
  attemptedAt: readonly Date[];
}

/**
 * What a vendor says of it.
 *
 * - `found`: it has the message, and knows it by our id.
 * - `alike`: it took what looks like it; whose each one is, is ours to tell.
 * - `none`: it shows nothing of the kind. Lists lag: that proves nothing.
 */
export type LookUpAnswer =
  | { kind: 'found'; report: FoundReport }
  | { kind: 'alike'; reports: readonly FoundReport[] }
  | { kind: 'none' }
  | { kind: 'unavailable'; code: string };

/**
 * The port to a vendor. `send` tries once and answers within `timeoutMs`; it never throws for
 * what the vendor or the network does: that is an {@link Outcome}. Nor does `lookUp`, which those
 * have that can be asked what became of a message.
 */
export interface Provider {
  send(message: OutboundMessage, timeoutMs: number): Promise<Outcome>;
  lookUp?(question: LookUpQuestion, timeoutMs: number): Promise<LookUpAnswer>;
}
