/** A mail that came in, as Inbound Parse hands it on. Bytes are in the charset that `charsets` names. */
export interface InboundMail {
  from: string;
  to: string;
  cc?: string;
  subject: string;
  text?: string | Uint8Array;
  html?: string | Uint8Array;
  /** One field a line, or folded. */
  headers?: string;
  envelope?: { from: string; to: string[] };
  /** Of fields that are not in UTF-8. */
  charsets?: Record<string, string>;
  attachments?: readonly Attachment[];
  /** The whole mail, with "POST the raw, full MIME message". */
  raw?: string;
}

interface Attachment {
  filename: string;
  type: string;
  content: Uint8Array;
}

interface InboundForm {
  contentType: string;
  body: Buffer;
}

type Field = readonly [name: string, value: string | Uint8Array];

/**
 * The form that SendGrid posts, its fields in the order in which they were seen to come.
 * https://www.twilio.com/docs/sendgrid/for-developers/parsing-email/setting-up-the-inbound-parse-webhook
 */
export function toInboundForm(mail: InboundMail): InboundForm {
  const fields = mail.raw === undefined ? toParsed(mail) : toRaw(mail, mail.raw);
  const attachments = mail.attachments ?? [];
  const contents = [...fields.map(([, value]) => value), ...attachments.map((it) => it.content)];
  const boundary = chooseBoundary(contents);
  const parts = [
    ...fields.map(([name, value]) => toPart(boundary, `name="${name}"`, value)),
    ...attachments.map(({ filename, type, content }, index) => {
      const name = `name="attachment${index + 1}"; filename="${filename}"`;
      return toPart(boundary, `${name}\r\nContent-Type: ${type}`, content);
    }),
    Buffer.from(`--${boundary}--\r\n`),
  ];
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    body: Buffer.concat(parts),
  };
}

function toParsed(mail: InboundMail): Field[] {
  const { from, to, cc, subject, text, html, attachments = [] } = mail;
  const texts = Object.entries({ to, from, cc, subject, text, html }).filter(
    (pair): pair is [string, string | Uint8Array] => pair[1] !== undefined,
  );
  const utf8 = Object.fromEntries(texts.map(([name]) => [name, 'UTF-8']));
  const info = attachments.map(({ filename, type }, index) => [
    `attachment${index + 1}`,
    { filename, name: filename, type },
  ]);
  return [
    ['headers', mail.headers ?? `From: ${from}\nSubject: ${subject}\nTo: ${to}\n`],
    ['sender_ip', '203.0.113.7'],
    ['SPF', 'pass'],
    ...texts.filter(([name]) => name !== 'from'),
    ['attachments', String(attachments.length)],
    ...(info.length > 0
      ? [['attachment-info', JSON.stringify(Object.fromEntries(info))] as const]
      : []),
    ['charsets', JSON.stringify({ ...utf8, ...mail.charsets })],
    ['dkim', '{@example.com : pass}'],
    ['from', from],
    ['envelope', JSON.stringify(toEnvelope(mail))],
  ];
}

function toRaw(mail: InboundMail, email: string): Field[] {
  const { from, to, subject } = mail;
  return [
    ['email', email],
    ['sender_ip', '203.0.113.7'],
    ['SPF', 'pass'],
    ['to', to],
    ['subject', subject],
    ['charsets', JSON.stringify({ to: 'UTF-8', from: 'UTF-8', subject: 'UTF-8' })],
    ['dkim', '{@example.com : pass}'],
    ['from', from],
    ['envelope', JSON.stringify(toEnvelope(mail))],
  ];
}

/** SendGrid's has addresses alone, `to` before `from`. */
function toEnvelope({ from, to, envelope }: InboundMail): object {
  const toAddress = (mailbox: string) => /<(.*)>/.exec(mailbox)?.[1] ?? mailbox;
  return { to: envelope?.to ?? [toAddress(to)], from: envelope?.from ?? toAddress(from) };
}

/** SendGrid's own, made longer where a mail has it in its text. */
function chooseBoundary(contents: readonly (string | Uint8Array)[]): string {
  let boundary = 'xYzZY';
  while (contents.some((content) => Buffer.from(content).includes(`--${boundary}`))) {
    boundary += 'Z';
  }
  return boundary;
}

/** By hand: `FormData` would change the line breaks of the fields. */
function toPart(boundary: string, disposition: string, value: string | Uint8Array): Buffer {
  const head = `--${boundary}\r\nContent-Disposition: form-data; ${disposition}\r\n\r\n`;
  return Buffer.concat([Buffer.from(head), Buffer.from(value), Buffer.from('\r\n')]);
}
