import { type Params, readParam } from './twilio-message.ts';

/** https://www.twilio.com/docs/api/errors */
export interface TwilioError {
  status: number;
  code: number;
  message: string;
}

const MOST_CHARACTERS = 1600;
const PHONE_NUMBER = /^\+[1-9]\d{6,14}$/;

/** What Twilio has against a create request; null when it takes it. */
export function checkTwilioCreate(
  params: Params,
  optedOut: ReadonlySet<string>,
): TwilioError | null {
  return checkParties(params) ?? checkContent(params) ?? checkConsent(params, optedOut);
}

function checkParties(params: Params): TwilioError | null {
  const to = readParam(params, 'To') ?? '';
  const from = readParam(params, 'From') ?? '';
  if (to === '') return refuse(21604, "A 'To' phone number is required.");
  if (from === '' && isMissing(params, 'MessagingServiceSid')) {
    return refuse(21603, "A 'From' phone number or 'MessagingServiceSid' is required.");
  }
  if (!PHONE_NUMBER.test(withoutChannel(to))) {
    return refuse(21211, `The 'To' number ${to} is not a valid phone number.`);
  }
  if (from !== '' && isWhatsApp(from) !== isWhatsApp(to)) {
    return refuse(21910, "Invalid 'From' and 'To' pair: they should be of the same channel.");
  }
  // A fake that sent it now would hide that something was scheduled.
  if (!isMissing(params, 'ScheduleType')) {
    return refuse(35126, 'This ScheduleType is not supported: the fake sends at once.');
  }
  return null;
}

function checkContent(params: Params): TwilioError | null {
  const body = readParam(params, 'Body');
  const hasOther = !isMissing(params, 'MediaUrl') || !isMissing(params, 'ContentSid');
  if (body === null && !hasOther) {
    return refuse(21619, 'A text message body or media urls must be specified.');
  }
  if (body === '' && !hasOther) return refuse(21602, 'Message body is required.');
  if (body !== null && body.length > MOST_CHARACTERS) {
    return refuse(21617, 'The concatenated message body exceeds the 1600 character limit.');
  }
  return null;
}

function checkConsent(params: Params, optedOut: ReadonlySet<string>): TwilioError | null {
  const isOptedOut = optedOut.has(readParam(params, 'To') ?? '');
  return isOptedOut ? refuse(21610, 'Attempt to send to unsubscribed recipient.') : null;
}

function isMissing(params: Params, name: string): boolean {
  return (readParam(params, name) ?? '') === '';
}

function isWhatsApp(address: string): boolean {
  return address.startsWith('whatsapp:');
}

function withoutChannel(address: string): string {
  return address.replace(/^whatsapp:/, '');
}

function refuse(code: number, message: string): TwilioError {
  return { status: 400, code, message };
}
