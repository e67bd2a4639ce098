export interface SendGridAddress {
  email: string;
  name?: string;
}

export interface SendGridPersonalization {
  to: SendGridAddress[];
  cc?: SendGridAddress[];
  bcc?: SendGridAddress[];
  subject?: string;
  headers?: Record<string, string>;
  custom_args?: Record<string, string>;
  send_at?: number;
}

/** The body of a mail send request. */
export interface SendGridMail {
  personalizations: SendGridPersonalization[];
  from: SendGridAddress;
  reply_to?: SendGridAddress;
  subject?: string;
  content?: { type: string; value: string }[];
  template_id?: string;
  headers?: Record<string, string>;
  categories?: string[];
  custom_args?: Record<string, string>;
  send_at?: number;
  mail_settings?: { sandbox_mode?: { enable?: boolean } };
}

export interface SendGridError {
  message: string;
  field: string | null;
  help: null;
}

/** https://www.twilio.com/docs/sendgrid/api-reference/mail-send/errors */
const WORDS = {
  personalizations:
    'The personalizations field is required and must have at least one personalization.',
  to: 'The to array is required for all personalization objects, and must have at least one email object with a valid email address.',
  from: 'The from object must be provided for every email send. It is an object that requires the email parameter, but may also contain a name parameter.',
  email: 'Does not contain a valid address.',
  subject:
    'The subject is required. You can get around this requirement if you use a template with a subject defined or if every personalization has a subject defined.',
  content:
    'Unless a valid template_id is provided, the content parameter is required. There must be at least one defined content block.',
  value: 'The content value must be a string at least one character in length.',
  order:
    'Following RFC 1341, section 7.2, if either text/html or text/plain are to be sent in your email: text/plain needs to be first, followed by text/html, followed by any other content.',
} as const;

const EMAIL = /^[^\s@]+@[^\s@]+$/;
const ORDER = ['text/plain', 'text/html'];

/** What SendGrid has against a mail; empty when it takes it. */
export function checkSendGridMail(mail: Partial<SendGridMail>): SendGridError[] {
  return [
    ...checkRecipients(mail),
    ...checkFrom(mail),
    ...checkSubject(mail),
    ...checkContent(mail),
  ];
}

function checkRecipients({ personalizations = [] }: Partial<SendGridMail>): SendGridError[] {
  if (personalizations.length === 0) return [toError('personalizations')];
  return personalizations.flatMap(({ to = [] }, at) => {
    const field = `personalizations.${at}.to`;
    if (to.length === 0) return [toError('to', field)];
    const bad = to.flatMap(({ email }, index) => (isEmail(email) ? [] : [index]));
    return bad.map((index) => toError('email', `${field}.${index}.email`));
  });
}

function checkFrom({ from }: Partial<SendGridMail>): SendGridError[] {
  if (from?.email === undefined) return [toError('from', 'from.email')];
  return isEmail(from.email) ? [] : [toError('email', 'from.email')];
}

function checkSubject(mail: Partial<SendGridMail>): SendGridError[] {
  const { personalizations = [], subject, template_id: template } = mail;
  const ofEach = personalizations.length > 0 && personalizations.every((each) => each.subject);
  return subject || template || ofEach ? [] : [toError('subject')];
}

function checkContent(mail: Partial<SendGridMail>): SendGridError[] {
  const { content = [], template_id: template } = mail;
  if (content.length === 0) return template ? [] : [toError('content')];
  const isText = (value: unknown) => typeof value === 'string' && value !== '';
  const empty = content.flatMap(({ value }, at) => (isText(value) ? [] : [at]));
  const errors = empty.map((at) => toError('value', `content.${at}.value`));
  return isInOrder(content) ? errors : [...errors, toError('order', 'content')];
}

function isInOrder(content: readonly { type: string }[]): boolean {
  const places = content.map(({ type }) => ORDER.indexOf(type)).map((at) => (at < 0 ? 2 : at));
  return places.every((place, at) => at === 0 || (places[at - 1] ?? 0) <= place);
}

function isEmail(email: unknown): boolean {
  return typeof email === 'string' && EMAIL.test(email);
}

function toError(what: keyof typeof WORDS, field: string = what): SendGridError {
  return { message: WORDS[what], field, help: null };
}
