import { answerTwilio, createTwilioSid, toTwilioRefusal } from './answer-twilio.ts';
import { createWebhookPoster, type PostedWebhook } from './create-webhook-poster.ts';
import { createFaultScript, type FaultScript } from './faults.ts';
import type { Ledger } from './ledger.ts';
import { type HttpFake, startHttpFake } from './start-http-fake.ts';
import { createTwilioAccount } from './twilio-account.ts';
import { type CallbackScript, postStatus, type StatusOptions } from './twilio-callbacks.ts';
import type { TwilioEntry, TwilioMessage, TwilioStatus } from './twilio-message.ts';
import type { TwilioTemplate } from './twilio-template.ts';
import { createTwilioWebhooks, type TwilioInbound } from './twilio-webhooks.ts';

export interface FakeTwilioOptions {
  accountSid: string;
  authToken: string;
  port?: number;
  answerAfterMs?: number;
}

export interface FakeTwilio {
  url: string;
  connections: HttpFake['connections'];
  /** The create requests that were accepted. */
  ledger: Ledger<TwilioEntry>;
  /** What happens to create requests. */
  faults: FaultScript;
  /** What happens to requests that read. */
  lookupFaults: FaultScript;
  /** All webhooks, and what they were answered. */
  posts: readonly PostedWebhook[];
  /** Changes what happens to messages that are accepted from now on. */
  callbacks(script: Partial<CallbackScript>): void;
  /** Brings a message to a status now. @throws when it was sent without a `StatusCallback`. */
  callback(sid: string, status: TwilioStatus, options?: StatusOptions): Promise<PostedWebhook>;
  /** Posts a message to one of our numbers; by its `optOutType` the sender opts out, or in. */
  inbound(message: TwilioInbound): Promise<PostedWebhook>;
  /** WhatsApp's templates, by content sid. */
  templates: Map<string, TwilioTemplate>;
  /** Refuses the address from now on (21610). */
  optOut(address: string): void;
  /** How a message stands. @throws when there is none. */
  message(sid: string): TwilioMessage;
  /** Waits until no webhook is under way, or due by itself. */
  whenIdle(): Promise<void>;
  stop(): Promise<void>;
}

/** A Twilio account on the loopback, as far as messages go. */
export async function startFakeTwilio(options: FakeTwilioOptions): Promise<FakeTwilio> {
  const poster = createWebhookPoster();
  const webhooks = createTwilioWebhooks(poster, options);
  const account = createTwilioAccount(options.accountSid, poster, webhooks);
  const faults = createFaultScript();
  const lookupFaults = createFaultScript();
  const { url, stop, connections } = await startHttpFake({
    ...options,
    plan: (request) => ({
      faults: request.method === 'POST' ? faults : lookupFaults,
      work: () => answerTwilio(request, account, options.authToken),
    }),
    toRefusal: toTwilioRefusal,
  });
  const find = (sid: string) => {
    const held = account.find(sid);
    if (held === null) throw new Error(`there is no message ${sid}`);
    return held;
  };
  return {
    url,
    connections,
    ledger: account.ledger,
    faults,
    lookupFaults,
    posts: poster.posts,
    callbacks: account.changeScript,
    callback: async (sid, status, how) => postStatus(find(sid), status, webhooks, how),
    inbound(message) {
      if (message.optOutType === 'STOP') account.optedOut.add(message.from);
      if (message.optOutType === 'START') account.optedOut.delete(message.from);
      return webhooks.inbound(
        message.sid ?? createTwilioSid(message.mediaUrls?.length ?? 0),
        message,
      );
    },
    templates: account.templates,
    optOut: (address) => account.optedOut.add(address),
    message: (sid) => find(sid).message,
    whenIdle: poster.whenIdle,
    async stop() {
      poster.stop();
      await stop();
    },
  };
}
