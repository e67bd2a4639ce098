import { answerBlueBubbles, toBlueBubblesRefusal } from './answer-bluebubbles.ts';
import type { BlueBubblesEntry, BlueBubblesState } from './bluebubbles-message.ts';
import {
  createBlueBubblesServer,
  type DeliveryScript,
  type UpdateType,
} from './bluebubbles-server.ts';
import { createWebhookPoster, type PostedWebhook } from './create-webhook-poster.ts';
import { createFaultScript, type FaultScript } from './faults.ts';
import type { Ledger } from './ledger.ts';
import { type HttpFake, startHttpFake } from './start-http-fake.ts';

export interface FakeBlueBubblesOptions {
  password: string;
  /** Who has iMessage; more can be added later. */
  addresses?: Iterable<string>;
  /** Where webhooks are posted; none without it. */
  webhookUrl?: string;
  /**
   * Which `tempGuid` is refused: one that was ever used, or, as the real server does, one whose
   * first request is still under way.
   */
  refuses?: 'used' | 'under_way';
  port?: number;
  answerAfterMs?: number;
}

export interface FakeBlueBubbles {
  url: string;
  connections: HttpFake['connections'];
  /** The messages that were accepted. */
  ledger: Ledger<BlueBubblesEntry>;
  /** What happens to requests that send. */
  faults: FaultScript;
  /** What happens to requests that read: pings, and who has iMessage. */
  lookupFaults: FaultScript;
  /** All webhooks, and what they were answered. */
  posts: readonly PostedWebhook[];
  /** Who has iMessage. */
  addresses: Set<string>;
  /** Changes what becomes of messages that are accepted from now on. */
  deliveries(script: Partial<DeliveryScript>): void;
  /**
   * Tells by hand what has become of a message; nothing without a `webhookUrl`. The real server
   * tells no `tempGuid` here.
   */
  report(
    guid: string,
    change: Partial<BlueBubblesState>,
    type?: UpdateType,
  ): Promise<PostedWebhook | null>;
  /** Waits until no webhook is under way, or due by itself. */
  whenIdle(): Promise<void>;
  stop(): Promise<void>;
}

/** A BlueBubbles server on the loopback, as far as texts go. */
export async function startFakeBlueBubbles(
  options: FakeBlueBubblesOptions,
): Promise<FakeBlueBubbles> {
  const poster = createWebhookPoster();
  const server = createBlueBubblesServer(poster, options);
  const faults = createFaultScript();
  const lookupFaults = createFaultScript();
  const { url, stop, connections } = await startHttpFake({
    ...options,
    plan: (request) => ({
      faults: request.method === 'POST' ? faults : lookupFaults,
      work: () => answerBlueBubbles(request, server, options.password),
    }),
    toRefusal: toBlueBubblesRefusal,
  });
  return {
    url,
    connections,
    ledger: server.ledger,
    faults,
    lookupFaults,
    posts: poster.posts,
    addresses: server.addresses,
    deliveries: server.changeScript,
    report: (guid, change, type = 'updated-message') => server.report(guid, change, type),
    whenIdle: poster.whenIdle,
    async stop() {
      poster.stop();
      await stop();
    },
  };
}
