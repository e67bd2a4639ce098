import twilio from 'twilio';
import { PROVIDER_TIMEOUT_MS } from '#domain/delivery';
import type { Channel } from '#domain/message';
import type { Outcome } from '#domain/outcome';
import { createImpatientAgents } from './impatient-agents.ts';
import { toNetworkOutcome } from './network-outcomes.ts';
import type { VendorAnswer } from './outcome-table.ts';
import type { OutboundMessage, Provider } from './provider.ts';
import { readRetryAfter } from './read-retry-after.ts';
import { toOutcome } from './to-outcome.ts';
import { twilioOutcomes } from './twilio-outcomes.ts';
import { TWILIO_STATUS_PATH } from './twilio-status-path.ts';
import { withDeadline } from './with-deadline.ts';

export interface TwilioSettings {
  accountSid: string;
  authToken: string;
  /** Another host than Twilio's. */
  baseUrl?: string | undefined;
  /** Where Twilio reaches this API; without it there are no status callbacks. */
  publicUrl?: string | undefined;
}

/** As many as messages are in hand; the client's own limit is 20. */
const MOST_SOCKETS = 100;
const UNREADABLE = 'unreadable_answer';

/**
 * SMS, MMS and WhatsApp by Twilio's client: one try, no redirects, no retries of its own.
 * https://www.twilio.com/docs/messaging/api/message-resource#create-a-message-resource
 */
export function createTwilio(settings: TwilioSettings): Provider {
  const { accountSid, authToken, baseUrl, publicUrl } = settings;
  const client = twilio(accountSid, authToken, { httpClient: new CarefulClient() });
  if (baseUrl !== undefined) client.api.baseUrl = baseUrl.replace(/\/$/, '');
  return {
    async send(message, timeoutMs) {
      try {
        const created = client.messages.create(toTwilioMessage(message, publicUrl));
        const { sid } = await withDeadline(created, timeoutMs);
        if (typeof sid !== 'string') return { kind: 'ambiguous', code: UNREADABLE };
        return { kind: 'accepted', providerMessageId: sid };
      } catch (error) {
        return readFailure(error);
      }
    },
  };
}

type TwilioMessage = Parameters<ReturnType<typeof twilio>['messages']['create']>[0];

function toTwilioMessage(message: OutboundMessage, publicUrl: string | undefined): TwilioMessage {
  const { channel, from, to, text, mediaUrls, contentSid, contentVariables } = message;
  return {
    to: toAddress(channel, to.address),
    ...(from.address === null ? {} : { from: toAddress(channel, from.address) }),
    ...(from.serviceSid === null ? {} : { messagingServiceSid: from.serviceSid }),
    ...(text === null ? {} : { body: text }),
    ...(mediaUrls === null ? {} : { mediaUrl: mediaUrls }),
    ...(contentSid === null ? {} : { contentSid }),
    ...(contentVariables === null ? {} : { contentVariables: JSON.stringify(contentVariables) }),
    ...(publicUrl === undefined ? {} : { statusCallback: toCallback(publicUrl, message) }),
  };
}

function toAddress(channel: Channel, address: string): string {
  return channel === 'whatsapp' ? `whatsapp:${address}` : address;
}

function toCallback(publicUrl: string, { messageId }: OutboundMessage): string {
  return `${publicUrl.replace(/\/$/, '')}${TWILIO_STATUS_PATH}${messageId}`;
}

/** An answer that is no 2xx; the client's own error for it leaves out the headers. */
class TwilioRefusal extends Error {
  readonly answer: VendorAnswer;

  constructor(answer: VendorAnswer) {
    super('Twilio did not take the message');
    this.answer = answer;
  }
}

class CarefulClient extends twilio.RequestClient {
  constructor() {
    super({ autoRetry: false, timeout: PROVIDER_TIMEOUT_MS });
    const { httpAgent, httpsAgent } = createImpatientAgents(MOST_SOCKETS);
    this.axios.defaults.httpAgent = httpAgent;
    this.axios.defaults.httpsAgent = httpsAgent;
    // A call that nobody waits for any more must not go out late.
    this.axios.interceptors.request.use((config) => {
      config.signal = AbortSignal.timeout(PROVIDER_TIMEOUT_MS);
      return config;
    });
  }

  override async request<T>(options: Parameters<twilio.RequestClient['request']>[0]) {
    const response = await super.request<T>(options as never);
    const { statusCode: status, headers, body } = response;
    const isRead = typeof body === 'object' && body !== null;
    if (status >= 200 && status < 300) {
      if (isRead) return response;
      throw Object.assign(new Error('no JSON'), { code: UNREADABLE });
    }
    throw new TwilioRefusal({
      status,
      code: readCode(body),
      retryAfterMs: readRetryAfter(headers?.['retry-after'], Date.now()),
    });
  }
}

/** Twilio's code is a number in a JSON body; a proxy's page has none. */
function readCode(body: unknown): string | null {
  if (typeof body !== 'object' || body === null || !('code' in body)) return null;
  return Number.isSafeInteger(body.code) ? String(body.code) : null;
}

function readFailure(error: unknown): Outcome {
  if (error instanceof TwilioRefusal) return toOutcome(error.answer, twilioOutcomes);
  return toNetworkOutcome(error);
}
