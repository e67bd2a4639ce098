import { createHash, timingSafeEqual } from 'node:crypto';
import { judgeMail } from '#domain/judge-mail';
import { type MailHeader, parseMailHeader } from '#domain/mail-header';
import { readMailThread } from '#domain/mail-thread';
import { parseMailbox, parseMailboxes } from '#domain/mailbox';
import { nothingReported } from '#domain/receipt';
import type { InboundEmailReader, InboundEmailReading } from '#domain/receipt-reader';
import type { Reply } from '#domain/reply';
import { decodeMailFields, type MailFields, parseJson } from './decode-mail-fields.ts';
import { readMailForm } from './read-mail-form.ts';

export interface SendgridInboundSettings {
  /** Inbound Parse has no signature: its address holds a secret. */
  secret: string;
}

// A sender is among the first, or the mail is one of thousands that it went to.
const RECIPIENTS_MAX = 200;
// RFC 5322, 2.1.1: of a line, and so of a subject that any program writes.
const SUBJECT_MAX = 998;
const FORM = 'the body must be the form that Inbound Parse posts';
const NOBODY = 'from must hold an email address';
const RAW = "the mail must come parsed: switch off 'POST the raw, full MIME message'";

/**
 * Reads what SendGrid's Inbound Parse posts, a mail as a form.
 * https://www.twilio.com/docs/sendgrid/for-developers/parsing-email/setting-up-the-inbound-parse-webhook
 */
export function createSendgridInbound({ secret }: SendgridInboundSettings): InboundEmailReader {
  const expected = digest(secret);
  return {
    async read(request) {
      // Of one length, so that the comparison takes the same time whatever came.
      if (!timingSafeEqual(digest(request.secret), expected)) return { kind: 'forged' };
      const form = await readMailForm(request.contentType, request.body);
      if (form === null) return { kind: 'unreadable', detail: FORM };
      return readMail(decodeMailFields(form));
    },
  };
}

function readMail(field: MailFields): InboundEmailReading {
  const isRaw = field('email') !== null && field('headers') === null;
  if (isRaw) return { kind: 'unreadable', detail: RAW };
  const from = field('from');
  const envelope = readEnvelope(field('envelope'));
  if (from === null || envelope === null) return { kind: 'unreadable', detail: FORM };
  const header = parseMailHeader(field('headers') ?? '');
  const nature = judgeMail({ header, from, returnPath: envelope.from });
  if (nature === 'bounce') return { kind: 'reports', reports: nothingReported };
  const address = parseMailbox(from);
  if (address === null) return { kind: 'unreadable', detail: NOBODY };
  const reply = toReply(field, { from: address, envelope, header });
  const replies = [{ ...reply, automatic: nature === 'program' }];
  return { kind: 'reports', reports: { ...nothingReported, replies } };
}

interface ReadMail {
  from: string;
  envelope: Envelope;
  header: MailHeader;
}

function toReply(field: MailFields, mail: ReadMail): Omit<Reply, 'automatic'> {
  const { messageId, threadIds, answers } = readMailThread(mail.header);
  return {
    vendor: 'sendgrid',
    dedupeKey: `mail ${toKey(field, messageId, mail.envelope)}`,
    channel: 'email',
    from: mail.from,
    to: findRecipients(field, mail.envelope),
    subject: field('subject')?.slice(0, SUBJECT_MAX) ?? null,
    text: field('text'),
    html: field('html'),
    mediaUrls: null,
    answers,
    providerMessageId: messageId,
    threadIds,
  };
}

interface Envelope {
  from: string;
  to: string[];
}

/** @returns `null` for what is no envelope. */
function readEnvelope(text: string | null): Envelope | null {
  const given = parseJson(text ?? '');
  if (typeof given !== 'object' || given === null) return null;
  const { from, to } = given as Record<string, unknown>;
  if (typeof from !== 'string' || !Array.isArray(to)) return null;
  return { from, to: to.filter((address) => typeof address === 'string') };
}

/** Whom it was handed to, which may be an address for mail that is passed on; then whom it names. */
function findRecipients(field: MailFields, envelope: Envelope): string[] {
  const named = [field('to'), field('cc')].flatMap((text) => parseMailboxes(text ?? ''));
  const handed = envelope.to.flatMap((address) => parseMailboxes(address));
  return [...new Set([...handed, ...named])].slice(0, RECIPIENTS_MAX);
}

/** The same for a mail that is posted again; two of our addresses may get the same mail. */
function toKey(field: MailFields, messageId: string | null, { to }: Envelope): string {
  const names = ['headers', 'from', 'to', 'subject', 'text', 'html'];
  const what = messageId === null ? names.map((name) => field(name)) : [messageId];
  return digest(JSON.stringify([what, to.toSorted()])).toString('hex');
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
