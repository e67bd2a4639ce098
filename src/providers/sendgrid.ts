import { AsyncLocalStorage } from 'node:async_hooks';
import sharedClient from '@sendgrid/client';
import sharedMail from '@sendgrid/mail';
import type { Outcome } from '#domain/outcome';
import { createImpatientAgents } from './impatient-agents.ts';
import { toNetworkOutcome } from './network-outcomes.ts';
import type { OutboundMessage, Provider } from './provider.ts';
import { readRetryAfter } from './read-retry-after.ts';
import { sendgridOutcomes } from './sendgrid-outcomes.ts';
import { toMailHeaders } from './to-mail-headers.ts';
import { toOneLine } from './to-one-line.ts';
import { toOutcome } from './to-outcome.ts';
import { withDeadline } from './with-deadline.ts';

export interface SendgridSettings {
  apiKey: string;
  /** Another host than SendGrid's. */
  baseUrl?: string | undefined;
}

type Client = typeof sharedClient;
type MailService = typeof sharedMail;
type Mail = Exclude<Parameters<MailService['send']>[0], unknown[]>;

const MOST_SOCKETS = 100;

/**
 * Email by SendGrid's client: one try. Our message's id comes back in every event.
 * https://www.twilio.com/docs/sendgrid/api-reference/mail-send/mail-send
 */
export function createSendgrid(settings: SendgridSettings): Provider {
  // The client hands no signal on: each call finds its own by where it was made.
  const signals = new AsyncLocalStorage<AbortSignal>();
  const mail = createMail(settings, signals);
  return {
    async send(message, timeoutMs) {
      try {
        const send = () => mail.send(toMail(message));
        const [response] = await withDeadline(timeoutMs, (signal) => signals.run(signal, send));
        return { kind: 'accepted', providerMessageId: readId(response.headers, message) };
      } catch (error) {
        return readFailure(error);
      }
    },
  };
}

function createMail(
  { apiKey, baseUrl }: SendgridSettings,
  signals: AsyncLocalStorage<AbortSignal>,
): MailService {
  // The packages export one of each, shared by a process, and name the classes by these alone.
  const client = new (sharedClient.constructor as new () => Client)();
  const mail = new (sharedMail.constructor as new () => MailService)();
  // The key first: it resets the host.
  client.setApiKey(apiKey);
  const { httpAgent, httpsAgent } = createImpatientAgents(MOST_SOCKETS);
  const settings = { httpAgent, httpsAgent, maxRedirects: 0, proxy: false };
  const where = baseUrl === undefined ? {} : { baseUrl };
  // Handed on to axios as they are; the type knows the fields of a request alone.
  client.setDefaultRequest({ ...settings, ...where } as never);
  const createRequest = client.createRequest.bind(client);
  client.createRequest = (data) =>
    Object.assign(createRequest(data), { signal: signals.getStore() });
  mail.setClient(client);
  return mail;
}

function toMail(message: OutboundMessage): Mail {
  const { messageId, from, to, subject, text, html, email } = message;
  const content = {
    ...(text === null ? {} : { text }),
    ...(html === null ? {} : { html }),
  };
  return {
    to: { email: to.address, ...(to.name === null ? {} : { name: toOneLine(to.name) }) },
    from: { email: from.address ?? '', name: toOneLine(from.name) },
    ...(email?.replyTo ? { replyTo: { email: email.replyTo } } : {}),
    subject: toOneLine(subject ?? ''),
    ...content,
    headers: toMailHeaders(message),
    customArgs: { punctual_message_id: messageId },
  } as Mail;
}

/** Accepted is accepted: without SendGrid's id, ours stands in; events carry that anyway. */
function readId(headers: unknown, { messageId }: OutboundMessage): string {
  const id = (headers as Record<string, unknown> | undefined)?.['x-message-id'];
  return typeof id === 'string' && id !== '' ? id : messageId;
}

function readFailure(error: unknown): Outcome {
  const answer = readAnswer(error);
  return answer ? toOutcome(answer, sendgridOutcomes) : toNetworkOutcome(error);
}

/** The client's error has the status in `code`; errors of the network have a word there. */
function readAnswer(error: unknown) {
  if (!(error instanceof Error) || !('response' in error)) return null;
  const { response } = error as { response?: { headers?: unknown; status?: unknown } };
  const code = 'code' in error && typeof error.code === 'number' ? error.code : response?.status;
  if (typeof code !== 'number') return null;
  const headers = response?.headers as Record<string, unknown> | undefined;
  const retryAfterMs = readRetryAfter(headers?.['retry-after'], Date.now());
  return { status: code, code: null, retryAfterMs };
}
