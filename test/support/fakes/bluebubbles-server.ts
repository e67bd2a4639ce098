import { setTimeout as sleep } from 'node:timers/promises';
import {
  type BlueBubblesEntry,
  type BlueBubblesState,
  FRESH,
  toBlueBubblesMessage,
} from './bluebubbles-message.ts';
import type { PostedWebhook, WebhookPoster } from './create-webhook-poster.ts';
import { createLedger, type Ledger } from './ledger.ts';

/** What becomes of a message by itself. */
export interface DeliveryScript {
  /** How long after it was accepted it is delivered; null: not by itself. */
  afterMs: number | null;
  /** How often that is told. */
  times: number;
}

export type UpdateType = 'updated-message' | 'message-send-error';

export interface BlueBubblesServerOptions {
  addresses?: Iterable<string>;
  webhookUrl?: string;
  refuses?: 'used' | 'under_way';
}

export interface BlueBubblesServer {
  ledger: Ledger<BlueBubblesEntry>;
  /** Who has iMessage. */
  addresses: Set<string>;
  /** Whether a message with this `tempGuid` is refused. */
  isTaken(tempGuid: string): boolean;
  changeScript(change: Partial<DeliveryScript>): void;
  /** @returns what has to be called once its sender was answered. */
  accept(entry: BlueBubblesEntry): () => void;
  report(
    guid: string,
    change: Partial<BlueBubblesState>,
    type: UpdateType,
  ): Promise<PostedWebhook | null>;
}

/** A server's messages, and the webhooks about them; without a URL there are none. */
export function createBlueBubblesServer(
  poster: WebhookPoster,
  { addresses = [], webhookUrl, refuses = 'used' }: BlueBubblesServerOptions,
): BlueBubblesServer {
  const ledger = createLedger<BlueBubblesEntry>();
  const messages = new Map<string, { entry: BlueBubblesEntry; state: BlueBubblesState }>();
  const taken = new Set<string>();
  let script: DeliveryScript = { afterMs: 0, times: 1 };

  const tell = (type: string, data: object) => postEvent(poster, webhookUrl, { type, data });
  const report: BlueBubblesServer['report'] = async (guid, change, type) => {
    const held = messages.get(guid);
    if (held === undefined) throw new Error(`there is no message ${guid}`);
    held.state = { ...held.state, ...change };
    return tell(type, toBlueBubblesMessage(held.entry, held.state));
  };
  const tellStory = async (entry: BlueBubblesEntry, { afterMs, times }: DeliveryScript) => {
    const { tempGuid } = entry;
    await tell('new-message', { ...toBlueBubblesMessage(entry, FRESH), tempGuid });
    if (afterMs === null) return;
    await sleep(afterMs, undefined, { ref: false });
    const dateDelivered = Date.now();
    for (let time = 0; time < times; time++) {
      await report(entry.guid, { dateDelivered }, 'updated-message');
    }
  };
  return {
    ledger,
    addresses: new Set(addresses),
    isTaken: (tempGuid) => taken.has(tempGuid),
    changeScript(change) {
      script = { ...script, ...change };
    },
    accept(entry) {
      const mine = script;
      messages.set(entry.guid, { entry, state: FRESH });
      ledger.append(entry);
      taken.add(entry.tempGuid);
      const start = poster.defer(() => tellStory(entry, mine));
      return () => {
        if (refuses === 'under_way') taken.delete(entry.tempGuid);
        start();
      };
    },
    report,
  };
}

async function postEvent(
  poster: WebhookPoster,
  url: string | undefined,
  event: { type: string; data: object },
): Promise<PostedWebhook | null> {
  if (url === undefined) return null;
  const headers = { 'content-type': 'application/json' };
  return poster.post({ url, headers, body: JSON.stringify(event) });
}
