import type { WebhookPoster } from './create-webhook-poster.ts';
import { createLedger, type Ledger } from './ledger.ts';
import {
  type CallbackScript,
  type HeldMessage,
  runCallbacks,
  USUAL_CALLBACKS,
} from './twilio-callbacks.ts';
import { type TwilioEntry, type TwilioMessage, toTwilioMessage } from './twilio-message.ts';
import type { TwilioTemplate } from './twilio-template.ts';
import type { TwilioWebhooks } from './twilio-webhooks.ts';

export interface TwilioAccount {
  accountSid: string;
  ledger: Ledger<TwilioEntry>;
  /** Addresses that must not be sent to. */
  optedOut: Set<string>;
  /** By content sid. */
  templates: Map<string, TwilioTemplate>;
  changeScript(change: Partial<CallbackScript>): void;
  /**
   * Takes a message.
   *
   * @returns the resource, and what has to be called once its sender was answered.
   */
  accept(entry: TwilioEntry): Promise<{ message: TwilioMessage; afterwards(): void }>;
  find(sid: string): HeldMessage | null;
  newestFirst(): TwilioMessage[];
}

/** An account's messages, and what becomes of them by itself. */
export function createTwilioAccount(
  accountSid: string,
  poster: WebhookPoster,
  webhooks: TwilioWebhooks,
): TwilioAccount {
  const ledger = createLedger<TwilioEntry>();
  const messages = new Map<string, HeldMessage>();
  let script = USUAL_CALLBACKS;
  return {
    accountSid,
    ledger,
    optedOut: new Set(),
    templates: new Map(),
    changeScript(change) {
      script = { ...script, ...change };
    },
    async accept(entry) {
      const message = toTwilioMessage(entry, accountSid);
      const held = { entry, message };
      const mine = script;
      messages.set(entry.sid, held);
      ledger.append(entry);
      const run = () => runCallbacks(held, mine, webhooks);
      if (mine.mode === 'early') await poster.track(run());
      return { message, afterwards: mine.mode === 'early' ? () => {} : poster.defer(run) };
    },
    find: (sid) => messages.get(sid) ?? null,
    newestFirst: () => [...messages.values()].reverse().map((held) => held.message),
  };
}
