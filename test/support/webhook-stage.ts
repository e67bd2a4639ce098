import { createServer, type RequestListener } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { MockActivityEnvironment } from '@temporalio/testing';
import { eq } from 'drizzle-orm';
import { createActivities } from '#activities/index';
import { runWebhooks } from '#activities/run-webhooks';
import { newId } from '#db/new-id';
import { webhookDeliveries } from '#db/schema/webhook-deliveries';
import { webhookEndpoints } from '#db/schema/webhook-endpoints';
import { usualEventTypes } from '#domain/webhook';
import { listenOnLoopback } from './fakes/listen-on-loopback.ts';
import { createRecordingProvider } from './recording-provider.ts';
import { createTestActivities, type TestActivities } from './test-activities.ts';
import { startTestSystem, type TestSystem } from './test-system.ts';

export interface Heard {
  id: string;
  path: string;
  body: string;
  headers: Record<string, string>;
}

export interface HookAnswer {
  status: number;
  headers?: Record<string, string>;
}

type Endpoint = typeof webhookEndpoints.$inferSelect;
type Deps = TestActivities['deps'];

/** A system without a worker, a receiver, and what works on webhooks, called by hand. */
export interface WebhookStage {
  system: TestSystem;
  deps: Deps;
  failures: TestActivities['failures'];
  disabled: string[];
  heard: Heard[];
  /** How often each event was heard under a path. */
  counts(path: string): Map<string, number>;
  /** What the receiver answers from now on; 200 when nobody says. */
  answerWith(answer: (heard: Heard) => HookAnswer | Promise<HookAnswer>): void;
  addEndpoint(
    path: string,
    overrides?: Partial<typeof webhookEndpoints.$inferInsert>,
  ): Promise<string>;
  /** Makes so many events in the demo workspace. */
  happen(count: number, type?: string): Promise<void>;
  endpoint(id: string): Promise<Endpoint>;
  deliveries(id: string): Promise<(typeof webhookDeliveries.$inferSelect)[]>;
  startTelling(deps?: Deps): { stop(): Promise<void> };
  retry(endpointId: string): Promise<unknown>;
  /** Nobody listens any more; `comeBack` ends it. */
  goDown(): Promise<void>;
  comeBack(): Promise<void>;
  stop(): Promise<void>;
}

export const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';

export async function startWebhookStage(options: { worker?: boolean } = {}): Promise<WebhookStage> {
  const system = await startTestSystem({ worker: options.worker ?? false });
  const { db, sql } = system.core.connection;
  const provider = createRecordingProvider(system.core.clock);
  const { deps, failures } = createTestActivities(system, provider);
  const disabled: string[] = [];
  deps.webhooks.onDisabled = (id, reason) => disabled.push(`${id} ${reason}`);
  const heard: Heard[] = [];
  let answer: (heard: Heard) => HookAnswer | Promise<HookAnswer> = () => ({ status: 200 });
  const hear: RequestListener = async (request, response) => {
    const body = (await buffer(request)).toString();
    const headers = request.headers as Record<string, string>;
    const one = { id: headers['webhook-id'] ?? '', path: request.url ?? '', body, headers };
    heard.push(one);
    const { status, headers: more } = await answer(one);
    response.writeHead(status, more).end();
  };
  let receiver = await listenOnLoopback(createServer(hear));
  const { retryWebhooks } = createActivities(deps);
  const workspaceId = system.actor.workspaceId;
  const now = () => new Date(system.core.clock.nowMs());

  return {
    ...{ system, deps, failures, disabled, heard },
    counts(path) {
      const counts = new Map<string, number>();
      for (const one of heard) {
        if (one.path === path) counts.set(one.id, (counts.get(one.id) ?? 0) + 1);
      }
      return counts;
    },
    answerWith(next) {
      answer = next;
    },
    async addEndpoint(path, overrides = {}) {
      const id = newId('whk');
      await db.insert(webhookEndpoints).values({
        ...{ id, workspaceId, url: `http://127.0.0.1:${receiver.port}${path}`, secret: SECRET },
        ...{
          eventTypes: [...usualEventTypes],
          status: 'active',
          createdAt: now(),
          updatedAt: now(),
        },
        ...overrides,
      });
      return id;
    },
    async happen(count, type = 'batch.completed') {
      await sql`SELECT tell_endpoints(${workspaceId}, ${type}, ${now().toISOString()}::timestamptz,
        NULL, 'bat_' || n, NULL, jsonb_build_object('n', n)) FROM generate_series(1, ${count}::int) AS n`;
    },
    async endpoint(id) {
      const [row] = await db.select().from(webhookEndpoints).where(eq(webhookEndpoints.id, id));
      if (!row) throw new Error(`there is no endpoint ${id}`);
      return row;
    },
    deliveries: (id) =>
      db.select().from(webhookDeliveries).where(eq(webhookDeliveries.endpointId, id)),
    startTelling(own = deps) {
      const stopping = new AbortController();
      const running = runWebhooks(own, stopping.signal);
      return {
        async stop() {
          stopping.abort();
          await running;
        },
      };
    },
    retry: (endpointId) => new MockActivityEnvironment().run(retryWebhooks, { endpointId }),
    goDown: () => receiver.stop(),
    async comeBack() {
      receiver = await listenOnLoopback(createServer(hear), receiver.port);
    },
    async stop() {
      await system.stop();
      await receiver.stop();
    },
  };
}
