import twilio from 'twilio';
import type { PostedWebhook, WebhookPoster } from './create-webhook-poster.ts';
import { API_VERSION, type TwilioMessage } from './twilio-message.ts';

/** A message to one of our numbers. */
export interface TwilioInbound {
  /** Where it is posted. */
  url: string;
  from: string;
  to: string;
  body: string;
  mediaUrls?: readonly string[];
  optOutType?: 'STOP' | 'START' | 'HELP';
  /** The one of an earlier post, to post it again. */
  sid?: string;
  /** Signed with another token. */
  forged?: boolean;
}

export interface TwilioWebhooks {
  status(message: TwilioMessage, url: string, isForged: boolean): Promise<PostedWebhook>;
  inbound(sid: string, message: TwilioInbound): Promise<PostedWebhook>;
}

const FORGERS_TOKEN = '0'.repeat(32);

/** Posts forms as Twilio does, signed by its own helper. */
export function createTwilioWebhooks(
  poster: WebhookPoster,
  { accountSid, authToken }: { accountSid: string; authToken: string },
): TwilioWebhooks {
  const post = (url: string, params: Record<string, string>, isForged: boolean) => {
    const token = isForged ? FORGERS_TOKEN : authToken;
    return poster.post({
      url,
      body: new URLSearchParams(params).toString(),
      headers: {
        'content-type': 'application/x-www-form-urlencoded; charset=UTF-8',
        'user-agent': 'TwilioProxy/1.1',
        'x-twilio-signature': twilio.getExpectedTwilioSignature(token, url, params),
      },
    });
  };
  return {
    status: (message, url, isForged) => post(url, toStatusParams(message), isForged),
    inbound: (sid, message) =>
      post(message.url, toInboundParams(sid, accountSid, message), message.forged ?? false),
  };
}

function toStatusParams(message: TwilioMessage): Record<string, string> {
  const { sid, status, to, from, messaging_service_sid: service, error_code: code } = message;
  return {
    MessageSid: sid,
    SmsSid: sid,
    MessageStatus: status,
    SmsStatus: status,
    To: to,
    ...(from === null ? {} : { From: from }),
    ...(service === null ? {} : { MessagingServiceSid: service }),
    AccountSid: message.account_sid,
    ApiVersion: API_VERSION,
    ...(code === null ? {} : { ErrorCode: String(code) }),
  };
}

function toInboundParams(
  sid: string,
  accountSid: string,
  message: TwilioInbound,
): Record<string, string> {
  const { from, to, body, mediaUrls = [], optOutType } = message;
  const media = mediaUrls.flatMap((url, index) => [
    [`MediaUrl${index}`, url],
    [`MediaContentType${index}`, 'image/jpeg'],
  ]);
  return {
    MessageSid: sid,
    SmsSid: sid,
    SmsMessageSid: sid,
    SmsStatus: 'received',
    AccountSid: accountSid,
    ApiVersion: API_VERSION,
    From: from,
    To: to,
    Body: body,
    NumSegments: '1',
    NumMedia: String(mediaUrls.length),
    ...Object.fromEntries(media),
    ...(optOutType === undefined ? {} : { OptOutType: optOutType }),
  };
}
