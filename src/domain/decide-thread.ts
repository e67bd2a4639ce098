import { isReplySubject, toBaseSubject } from './base-subject.ts';
import { toMessageIdHeader } from './threading.ts';

/** Where an email goes on in a thread: well-formed Message-IDs, angle brackets and all. */
export interface Thread {
  inReplyTo: string;
  /** The oldest first, at most 20. */
  references: string[];
}

/** An email as far as its thread depends on it. */
export interface ThreadedEmail {
  id: string;
  /** The sender's address. */
  from: string;
  subject: string;
}

/** What passed between a sender and a recipient before, the newest first. */
export interface EarlierEmails {
  /** What the recipient wrote to the sender. */
  replies: readonly {
    subject: string | null;
    messageId: string | null;
    /** The Message-IDs that it named, the oldest first. */
    threadIds: readonly unknown[] | null;
  }[];
  /** What went out from the sender to the recipient, by our ids. */
  sent: readonly { id: string; subject: string | null }[];
}

// What mail programs keep of a long thread: its root, and its newest part.
const REFERENCES_MAX = 20;

/** Printable ASCII around an @: a stranger's text must not end a header, or begin another. */
const messageIdShape = /^<[!-;=?-~]+@[!-;=?-~]+>$/;
const MESSAGE_ID_MAX = 250;

/**
 * Which thread an email continues (V2): that of the newest reply with its subject; else, when it
 * calls itself an answer, that of the newest email of ours that it can be an answer to.
 *
 * @returns `null` for one that opens a thread.
 */
export function decideThread(email: ThreadedEmail, earlier: EarlierEmails): Thread | null {
  const base = toBaseSubject(email.subject);
  if (base === '') return null;
  const isSameSubject = ({ subject }: { subject: string | null }) =>
    subject !== null && toBaseSubject(subject) === base;
  const own = toMessageIdHeader(email.id, email.from);
  for (const { messageId, threadIds } of earlier.replies.filter(isSameSubject)) {
    const chain = [...(threadIds ?? []), messageId].filter(isMessageId);
    // Sent again, it must not become an answer to its own answer.
    if (chain.length > 0 && !chain.includes(own)) return toThread(chain);
  }
  const answered = isReplySubject(email.subject) ? earlier.sent.find(isSameSubject) : undefined;
  return answered ? toThread([toMessageIdHeader(answered.id, email.from)]) : null;
}

/** @param chain the oldest first, the one that is answered last; not empty. */
function toThread(chain: readonly string[]): Thread | null {
  const inReplyTo = chain.at(-1);
  if (inReplyTo === undefined) return null;
  const ids = [...new Set(chain.filter((id) => id !== inReplyTo)), inReplyTo];
  const references =
    ids.length > REFERENCES_MAX ? [...ids.slice(0, 1), ...ids.slice(1 - REFERENCES_MAX)] : ids;
  return { inReplyTo, references };
}

function isMessageId(text: unknown): text is string {
  return typeof text === 'string' && text.length <= MESSAGE_ID_MAX && messageIdShape.test(text);
}
