import type { MailHeader } from './mail-header.ts';
import { fromMessageIdHeader } from './threading.ts';

/** Where a mail stands in its thread (RFC 5322, 3.6.4). */
export interface MailThread {
  /** Its own Message-ID, with angle brackets; `null` where there is none, or none that is well formed. */
  messageId: string | null;
  /** The Message-IDs that it names as its predecessors, the oldest first. */
  threadIds: string[];
  /** Our ids among them, the nearest first. */
  answers: string[];
}

// Longer ones come from no mail program; a bound keeps the search from going back and forth.
const MESSAGE_ID = /<[^<>\s]{3,248}>/g;
const IDS_MAX = 50;

/** Reads Message-ID, References and In-Reply-To. */
export function readMailThread(header: MailHeader): MailThread {
  const references = findIds(header('references'));
  const answered = findIds(header('in-reply-to'));
  const nearest = new Set([...answered, ...references.toReversed()]);
  const ours = [...nearest].flatMap((id) => fromMessageIdHeader(id) ?? []);
  return {
    messageId: findIds(header('message-id'))[0] ?? null,
    threadIds: shorten([...new Set([...references, ...answered])]),
    answers: ours.slice(0, IDS_MAX),
  };
}

function findIds(values: readonly string[]): string[] {
  const found = values.flatMap((value) => value.match(MESSAGE_ID) ?? []);
  return found.filter((id) => /^<.+@.+>$/.test(id));
}

/** The first is the thread's root, by which mail programs group; the last are the nearest. */
function shorten(ids: string[]): string[] {
  return ids.length <= IDS_MAX ? ids : [...ids.slice(0, 1), ...ids.slice(1 - IDS_MAX)];
}
