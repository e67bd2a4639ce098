import type { MailHeader } from './mail-header.ts';

/**
 * What kind of sender a mail has.
 *
 * - `person`: somebody wrote it, as far as one can tell.
 * - `program`: an absence note or the like (RFC 3834).
 * - `bounce`: a mail server's report about a mail, or a mail program's.
 */
export type MailNature = 'person' | 'program' | 'bounce';

export interface JudgedMail {
  header: MailHeader;
  /** The From field. */
  from: string;
  /** The envelope's sender; empty, reports go nowhere. */
  returnPath: string;
}

/** Tells whether somebody wrote a mail. */
export function judgeMail({ header, from, returnPath }: JudgedMail): MailNature {
  const isReport = /^\s*multipart\/report\b/i.test(header('content-type')[0] ?? '');
  if (isReport || /\bmailer-daemon\b/i.test(from)) return 'bounce';
  if (isAutomatic(header)) return 'program';
  // Some absence notes come without a return path too, and say what they are.
  return /^(<>)?$/.test(returnPath.trim()) ? 'bounce' : 'person';
}

function isAutomatic(header: MailHeader): boolean {
  // RFC 3834, 5: a keyword, and maybe parameters behind a semicolon.
  const isSubmitted = header('auto-submitted').some((value) => !/^no\s*(?:[;(]|$)/i.test(value));
  const isMarked = ['x-autoreply', 'x-autorespond'].some((name) => header(name).length > 0);
  return isSubmitted || isMarked || header('precedence').some((value) => isBulk(value));
}

function isBulk(precedence: string): boolean {
  return /^(bulk|junk|list|auto_reply)\b/i.test(precedence);
}
