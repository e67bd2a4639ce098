/** What mail programs put before a subject that they answer, in their users' languages. */
const replyWords = [
  're',
  'aw',
  'antw',
  'sv',
  'vs',
  'res',
  'odp',
  'ynt',
  '\u56de\u590d',
  '\u7b54\u590d',
];
/** And before one that they pass on. */
const forwardWords = ['fwd?', 'wg', 'vb', 'doorst', 'enc', 'rv', 'tr', 'pd', 'ilt', '\u8f6c\u53d1'];

/** `[list] Re [2] :`, as RFC 5256 has it; Asian keyboards have a wide colon. */
const leader = toLeader([...replyWords, ...forwardWords]);
const replyLeader = toLeader(replyWords);
const blob = /^\[[^[\]]*\] ?/;
const trailer = /(?: |\(fwd\))+$/;
const forwarded = /^\[fwd:(.*)\]$/;

/** Longer than a line of a header can be (RFC 5322, 2.1.1); the work stays small for any text. */
const SUBJECT_MAX = 998;

/**
 * The subject that a thread has in common, for comparing: without what replying and forwarding
 * add, in one case, its blanks folded (RFC 5256, 2.1). Empty for a subject that says nothing.
 *
 * @example
 * toBaseSubject('RE: [desk] Re[2]: Your  table (fwd)') // 'your table'
 */
export function toBaseSubject(subject: string): string {
  let base = fold(subject);
  for (;;) {
    const before = base;
    base = stripFront(base.replace(trailer, ''));
    base = forwarded.exec(base)?.[1]?.trim() ?? base;
    if (base === before) return base;
  }
}

/**
 * Whether a subject says of itself that it answers another.
 *
 * @example
 * isReplySubject('Re: Your table') // true
 */
export function isReplySubject(subject: string): boolean {
  return replyLeader.test(fold(subject));
}

function fold(subject: string): string {
  const text = subject.slice(0, SUBJECT_MAX).normalize('NFC').toLowerCase();
  return text.replace(/\s+/g, ' ').trim();
}

/** A blob alone goes too, unless it is all that there is. */
function stripFront(subject: string): string {
  const rest = subject.replace(leader, '');
  if (rest !== subject) return rest;
  const afterBlob = subject.replace(blob, '');
  return afterBlob === '' ? subject : afterBlob;
}

function toLeader(words: readonly string[]): RegExp {
  return new RegExp(
    `^(?:\\[[^[\\]]*\\] ?)*(?:${words.join('|')}) ?(?:\\[[^[\\]]*\\] ?)?[:\uff1a] ?`,
  );
}
