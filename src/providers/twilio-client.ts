import twilio from 'twilio';
import { PROVIDER_TIMEOUT_MS } from '#domain/delivery';
import { createImpatientAgents } from './impatient-agents.ts';
import type { VendorAnswer } from './outcome-table.ts';
import { readRetryAfter } from './read-retry-after.ts';

export interface TwilioSettings {
  accountSid: string;
  authToken: string;
  /** Another host than Twilio's. */
  baseUrl?: string | undefined;
  /** Where Twilio reaches this API; without it there are no status callbacks. */
  publicUrl?: string | undefined;
}

type FindSignal = () => AbortSignal | undefined;

/** As many as messages are in hand; the client's own limit is 20. */
const MOST_SOCKETS = 100;
/** The code of an answer that is no JSON. */
export const UNREADABLE_ANSWER = 'unreadable_answer';

/**
 * Twilio's client: one try, no redirects, no retries of its own; throws for what is no 2xx.
 *
 * @param findSignal what breaks off the call that is being made; without one, time does.
 */
export function createTwilioClient(
  { accountSid, authToken, baseUrl }: TwilioSettings,
  findSignal: FindSignal = () => undefined,
) {
  const client = twilio(accountSid, authToken, { httpClient: new CarefulClient(findSignal) });
  if (baseUrl === undefined) return client;
  const base = baseUrl.replace(/\/$/, '');
  client.api.baseUrl = base;
  client.content.baseUrl = base;
  return client;
}

/** An answer that is no 2xx; the client's own error for it leaves out the headers. */
export class TwilioRefusal extends Error {
  readonly answer: VendorAnswer;

  constructor(answer: VendorAnswer) {
    super('Twilio did not take the message');
    this.answer = answer;
  }
}

class CarefulClient extends twilio.RequestClient {
  constructor(findSignal: FindSignal) {
    super({ autoRetry: false });
    const { httpAgent, httpsAgent } = createImpatientAgents(MOST_SOCKETS);
    this.axios.defaults.httpAgent = httpAgent;
    this.axios.defaults.httpsAgent = httpsAgent;
    // A call that nobody waits for any more must not go out late.
    this.axios.interceptors.request.use((config) => {
      config.signal = findSignal() ?? AbortSignal.timeout(PROVIDER_TIMEOUT_MS);
      return config;
    });
  }

  override async request<T>(options: Parameters<twilio.RequestClient['request']>[0]) {
    const response = await super.request<T>(options as never);
    const { statusCode: status, headers, body } = response;
    const isRead = typeof body === 'object' && body !== null;
    if (status >= 200 && status < 300) {
      if (isRead) return response;
      throw Object.assign(new Error('no JSON'), { code: UNREADABLE_ANSWER });
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
