import { randomBytes } from 'node:crypto';
import { checkSendGridMail, type SendGridError, type SendGridMail } from './check-sendgrid-mail.ts';
import { createWebhookPoster, type PostedWebhook } from './create-webhook-poster.ts';
import { type AnswerFault, createFaultScript, type FaultScript } from './faults.ts';
import type { InboundMail } from './inbound-mail.ts';
import { createLedger, type Ledger } from './ledger.ts';
import { type SendGridEntry, toSendGridEvent } from './sendgrid-event.ts';
import { createSendGridWebhooks, type EventsOptions } from './sendgrid-webhooks.ts';
import { type FakeRequest, type HttpFake, type Reply, startHttpFake } from './start-http-fake.ts';

export interface FakeSendGridOptions {
  apiKey: string;
  /** Where `processed` and `delivered` are posted of each mail; by itself nothing without it. */
  eventsUrl?: string;
  port?: number;
  answerAfterMs?: number;
}

export interface FakeSendGrid {
  url: string;
  connections: HttpFake['connections'];
  /** The mails that were accepted. */
  ledger: Ledger<SendGridEntry>;
  faults: FaultScript;
  /** All webhooks, and what they were answered. */
  posts: readonly PostedWebhook[];
  /** What events are signed with: base64 of DER (SPKI). */
  webhookPublicKey: string;
  /** Posts events, signed. */
  events(events: readonly object[], options: EventsOptions): Promise<PostedWebhook>;
  eventFor: typeof toSendGridEvent;
  /** Posts a mail that came in. */
  inboundParse(mail: InboundMail & { url: string }): Promise<PostedWebhook>;
  whenIdle(): Promise<void>;
  stop(): Promise<void>;
}

/** SendGrid's mail send on the loopback. */
export async function startFakeSendGrid(options: FakeSendGridOptions): Promise<FakeSendGrid> {
  const ledger = createLedger<SendGridEntry>();
  const faults = createFaultScript();
  const poster = createWebhookPoster();
  const webhooks = createSendGridWebhooks(poster);
  const tell = async (entry: SendGridEntry) => {
    const { eventsUrl } = options;
    const story = (['processed', 'delivered'] as const).map((kind) => toSendGridEvent(entry, kind));
    if (eventsUrl !== undefined) await webhooks.events(story, { url: eventsUrl });
  };
  const accept = (entry: SendGridEntry) => {
    ledger.append(entry);
    return poster.defer(() => tell(entry));
  };
  const { url, stop, connections } = await startHttpFake({
    ...options,
    plan: (request) => ({ faults, work: () => answer(request, options.apiKey, accept) }),
    toRefusal,
  });
  return {
    url,
    connections,
    ledger,
    faults,
    posts: poster.posts,
    webhookPublicKey: webhooks.publicKey,
    events: webhooks.events,
    eventFor: toSendGridEvent,
    inboundParse: webhooks.inboundParse,
    whenIdle: poster.whenIdle,
    async stop() {
      poster.stop();
      await stop();
    },
  };
}

/** @returns what has to be called once the sender was answered. */
type Accept = (entry: SendGridEntry) => () => void;

function answer(request: FakeRequest, apiKey: string, accept: Accept): Reply {
  if (request.headers.authorization !== `Bearer ${apiKey}`) {
    return toErrors(401, 'The provided authorization grant is invalid, expired, or revoked');
  }
  if (request.method !== 'POST' || request.path !== '/v3/mail/send') {
    return toErrors(404, 'Not Found');
  }
  const mail = readMail(request.body);
  if (mail === null) return toErrors(400, 'Bad Request');
  const errors = checkSendGridMail(mail);
  if (errors.length > 0) return { status: 400, body: { errors } };
  // Checked, and not sent.
  if (mail.mail_settings?.sandbox_mode?.enable) return { status: 200 };
  const messageId = randomBytes(16).toString('base64url');
  const afterwards = accept({
    messageId,
    to: mail.personalizations[0]?.to[0]?.email ?? '',
    mail,
    rawBody: request.body,
    headers: request.headers,
    acceptedAt: new Date(),
  });
  return { status: 202, headers: { 'x-message-id': messageId }, afterwards };
}

/** What cannot be a mail is null; the rest is checked. */
function readMail(body: string): SendGridMail | null {
  try {
    const mail: unknown = JSON.parse(body);
    return typeof mail === 'object' ? (mail as SendGridMail) : null;
  } catch {
    return null;
  }
}

function toRefusal({ status }: AnswerFault): Reply {
  return toErrors(status, 'The fake was told to answer this');
}

function toErrors(status: number, message: string): Reply {
  const errors: SendGridError[] = [{ message, field: null, help: null }];
  return { status, body: { errors } };
}
