import { createRelayBell } from '#db/relay-bell';
import { inWorkspace } from '#db/scope';
import { toAppError } from '#db/to-app-error';
import type { VendorReports } from '#domain/receipt';
import { createApp } from '#http/app';
import type { HttpDeps } from '#http/http-deps';
import { authenticate } from '#keys/authenticate';
import { createBluebubblesClient } from '#providers/bluebubbles-client';
import { createWebhookPoster } from '#providers/create-webhook-poster';
import { createImessageAvailability } from '#providers/imessage-availability';
import { createTwilioTemplates } from '#providers/twilio-templates';
import { createReceiptApplier } from '#receipts/receipt-applier';
import { recordReports } from '#receipts/record-reports';
import { knowsUnsubscribeToken, unsubscribe } from '#receipts/unsubscribe';
import { connectTemporal } from '#temporal/connect-temporal';
import type { WebhookPoster } from '#webhooks/webhook-poster';
import { createCleanUp } from './clean-up.ts';
import type { Core } from './open-core.ts';
import type { VendorSettings } from './open-providers.ts';
import { openReceiptReaders, type ReceiptSettings } from './open-receipt-readers.ts';
import { openServer } from './open-server.ts';
import { readReadiness } from './read-readiness.ts';

export interface ApiOptions {
  host: string;
  port: number;
  version: string;
  /** Of the vendors whose secrets there are. */
  receipts?: ReceiptSettings | undefined;
  /** Of the vendors that can be asked before a message is accepted. */
  vendors?: VendorSettings | undefined;
  /** Where recipients reach it from outside. */
  publicUrl?: string | undefined;
  /** Ranges that webhooks may reach in spite of being internal; none when left out. */
  webhookAllow?: readonly string[] | undefined;
  /** In the place of the one that calls endpoints. */
  webhookPoster?: WebhookPoster | undefined;
}

export interface RunningApi {
  /** Where it listens, without a slash at the end. */
  url: string;
  /** From now on `/readyz` may say that all is there. */
  started(): void;
  /** Lets running requests finish, and stops. */
  stop(): Promise<void>;
}

/** Serves the HTTP API. @throws when the port cannot be listened on; nothing is left open then. */
export async function startApi(core: Core, options: ApiOptions): Promise<RunningApi> {
  const cleanUp = createCleanUp();
  try {
    const client = connectTemporal(core.temporal);
    cleanUp.add(() => client.connection.close());
    let isStarted = false;
    const readiness = () => readReadiness(core, client, isStarted);
    const app = createApp(composeHttp(core, { ...options, readiness }));
    const server = await openServer(app.fetch, options);
    cleanUp.add(server.stop);
    return {
      url: server.url,
      started() {
        isStarted = true;
      },
      stop: cleanUp.run,
    };
  } catch (error) {
    await cleanUp.run().catch(() => {});
    throw error;
  }
}

export interface HttpParts
  extends Pick<
    ApiOptions,
    'version' | 'receipts' | 'vendors' | 'publicUrl' | 'webhookAllow' | 'webhookPoster'
  > {
  readiness: HttpDeps['readiness'];
}

/** What the HTTP floor needs, made of the core. */
export function composeHttp(core: Core, parts: HttpParts): HttpDeps {
  const { version, readiness, receipts, publicUrl, webhookAllow } = parts;
  const { bluebubbles, twilio } = parts.vendors ?? {};
  const { connection, clock, registry, log, zoneRules } = core;
  const bell = createRelayBell(connection.sql);
  const applyReceipts = createReceiptApplier(connection.db, clock);
  return {
    authenticate: (key) => authenticate(connection.db, key),
    async transact(actor, access, work) {
      const result = await inWorkspace(connection.db, actor, new Date(clock.nowMs()), work);
      // After the commit: inside the transaction it would halve the rate of commits.
      if (access === 'write') bell.ring();
      return result;
    },
    toAppError,
    readiness,
    receipts: {
      ...openReceiptReaders(clock, receipts ?? {}),
      async record(reports) {
        if (reports.receipts.length > 0) await applyReceipts(reports.receipts);
        const others = { ...reports, receipts: [] };
        await recordReports(connection.db, others, new Date(clock.nowMs()));
        if (wakesWorkflows(reports)) bell.ring();
      },
    },
    hasImessage: bluebubbles
      ? createImessageAvailability(createBluebubblesClient(bluebubbles))
      : async () => null,
    unsubscribing: {
      knows: (token) => knowsUnsubscribeToken(connection.db, token),
      async unsubscribe(token) {
        const now = new Date(clock.nowMs());
        const isDone = await connection.db.transaction((tx) => unsubscribe(tx, token, now));
        if (isDone) bell.ring();
        return isDone;
      },
    },
    messageDeps: { zoneRules, templates: twilio && createTwilioTemplates(twilio) },
    webhookPoster:
      parts.webhookPoster ?? createWebhookPoster({ allow: webhookAllow ?? [], version }),
    publicUrl,
    metrics: registry,
    log,
    version,
  };
}

/** Whether workflows may have to be told: what is canceled ends them, and an iMessage's report. */
function wakesWorkflows({ consents, replies, receipts }: VendorReports): boolean {
  const isBridge = receipts.some(({ vendor }) => vendor === 'bluebubbles');
  return isBridge || consents.length + replies.length > 0;
}
