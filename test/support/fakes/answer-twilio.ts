import { randomBytes } from 'node:crypto';
import { checkTwilioCreate, type TwilioError } from './check-twilio-create.ts';
import type { AnswerFault } from './faults.ts';
import { listTwilioMessages } from './list-twilio-messages.ts';
import type { FakeRequest, Reply } from './start-http-fake.ts';
import type { TwilioAccount } from './twilio-account.ts';
import { type Params, readParam, type TwilioEntry } from './twilio-message.ts';
import { answerTwilioContent } from './twilio-template.ts';

const MESSAGES = /^\/2010-04-01\/Accounts\/(?<account>[^/]+)\/Messages(?:\/(?<sid>[^/]+))?\.json$/;
/** Codes that a status has by itself; others are up to the fault. */
const USUAL_CODES: Readonly<Record<number, number>> = { 401: 20003, 404: 20404, 429: 20429 };

/** Answers a request to the Messages resource of the account. */
export async function answerTwilio(
  request: FakeRequest,
  account: TwilioAccount,
  authToken: string,
): Promise<Reply> {
  const { accountSid } = account;
  const expected = Buffer.from(`${accountSid}:${authToken}`).toString('base64');
  if (request.headers.authorization !== `Basic ${expected}`) {
    return toReply({ status: 401, code: 20003, message: 'Authenticate' });
  }
  const { account: asked, sid } = MESSAGES.exec(request.path)?.groups ?? {};
  const isList = asked === accountSid && sid === undefined;
  if (isList && request.method === 'POST') return create(request, account);
  if (isList && request.method === 'GET') {
    const query = new URLSearchParams(request.search);
    const page = listTwilioMessages(account.newestFirst(), request.path, query);
    return { status: 200, body: page };
  }
  const held = asked === accountSid && sid !== undefined ? account.find(sid) : null;
  if (held && request.method === 'GET') return { status: 200, body: held.message };
  const content = request.method === 'GET' && answerTwilioContent(request.path, account.templates);
  if (content) return content;
  const message = `The requested resource ${request.path} was not found`;
  return toReply({ status: 404, code: 20404, message });
}

/** An error as Twilio puts it, for a fault that asks for one. */
export function toTwilioRefusal({ status, code }: AnswerFault): Reply {
  const message = 'The fake was told to answer this';
  return toReply({ status, code: code ?? USUAL_CODES[status] ?? 20500, message });
}

/** A new sid: `MM` for what has media, `SM` for the rest. */
export function createTwilioSid(mediaCount: number): string {
  return `${mediaCount > 0 ? 'MM' : 'SM'}${randomBytes(16).toString('hex')}`;
}

async function create(request: FakeRequest, account: TwilioAccount): Promise<Reply> {
  const params: Params = [...new URLSearchParams(request.body)];
  const error = checkTwilioCreate(params, account.optedOut);
  if (error) return toReply(error);
  const { message, afterwards } = await account.accept(toEntry(request, params));
  return { status: 201, body: message, afterwards };
}

function toEntry(request: FakeRequest, params: Params): TwilioEntry {
  return {
    sid: createTwilioSid(params.filter(([name]) => name === 'MediaUrl').length),
    to: readParam(params, 'To') ?? '',
    rawBody: request.body,
    params,
    headers: request.headers,
    acceptedAt: new Date(),
  };
}

function toReply({ status, code, message }: TwilioError): Reply {
  const moreInfo = `https://www.twilio.com/docs/errors/${code}`;
  return { status, body: { code, message, more_info: moreInfo, status } };
}
