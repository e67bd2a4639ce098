import { randomBytes } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import { IllegalStateError } from '@temporalio/common';
import { asc, eq, sql } from 'drizzle-orm';
import { Registry } from 'prom-client';
import { inject } from 'vitest';
import type { MessageRow } from '#db/messages/message-row';
import { createRelayBell } from '#db/relay-bell';
import { attempts } from '#db/schema/attempts';
import { messageEvents } from '#db/schema/message-events';
import { messages } from '#db/schema/messages';
import { sinkDeliveries } from '#db/schema/sink-deliveries';
import { inWorkspace, type Scope } from '#db/scope';
import { toSafeError } from '#db/to-safe-error';
import type { Actor } from '#domain/actor';
import type { Status } from '#domain/status';
import type { ZoneRules } from '#domain/time-zone';
import { createApp } from '#http/app';
import { authenticate } from '#keys/authenticate';
import { cancelMessage } from '#messages/cancel-message';
import { editMessage } from '#messages/edit-message';
import type { MessageChanges, MessageInput } from '#messages/message-input';
import type { MessageView } from '#messages/message-view';
import { scheduleMessage } from '#messages/schedule-message';
import type { Provider } from '#providers/provider';
import { installTemporalRuntime } from '#runtime/install-temporal-runtime';
import { type Core, openCore } from '#runtime/open-core';
import type { VendorSettings } from '#runtime/open-providers';
import type { ReceiptSettings } from '#runtime/open-receipt-readers';
import { composeHttp } from '#runtime/start-api';
import { type RunningWorker, startWorker } from '#runtime/start-worker';
import { createLogger } from '#src/log';
import { createDeliveries, type Deliveries } from '#temporal/deliveries';
import { createBatchWorkflows, type TendingWorkflows } from '#temporal/tending-workflows';
import { ensureAdminKey } from '#workspaces/ensure-admin-key';
import { eventually } from './eventually.ts';
import { everyProvider } from './every-provider.ts';
import { createTestDatabase } from './test-database.ts';

export interface TestSystemOptions {
  /** Instead of the sink, and all others. */
  provider?: Provider;
  /** False: none is started, the test does it. */
  worker?: boolean;
  /** Another than the run's: a proxy. */
  temporalAddress?: string;
  zoneRules?: ZoneRules;
  /** What providers' signatures are checked with. */
  receipts?: ReceiptSettings;
  /** Vendors that are there. */
  vendors?: VendorSettings;
  /** Where recipients reach it. */
  publicUrl?: string;
}

/** A whole Punctual in this process: its own database, task queue, worker and HTTP app. */
export interface TestSystem {
  core: Core;
  databaseUrl: string;
  taskQueue: string;
  client: Client;
  deliveries: Deliveries;
  batches: TendingWorkflows;
  actor: Actor;
  key: string;
  app: ReturnType<typeof createApp>;
  /** What was logged so far, by us and by Temporal's SDK. */
  logLines: string[];
  /** Runs verbs in a transaction of the demo workspace and rings for the relay, as HTTP does. */
  act<T>(work: (scope: Scope) => Promise<T>): Promise<T>;
  schedule(overrides?: Partial<MessageInput>): Promise<MessageView>;
  cancel(id: string): Promise<MessageView>;
  edit(id: string, changes: MessageChanges, ifMatch?: number): Promise<MessageView>;
  row(id: string): Promise<MessageRow>;
  attempts(id: string): Promise<(typeof attempts.$inferSelect)[]>;
  events(id: string): Promise<(typeof messageEvents.$inferSelect)[]>;
  sunk(id: string): Promise<(typeof sinkDeliveries.$inferSelect)[]>;
  countByStatus(): Promise<Partial<Record<Status, number>>>;
  untilStatus(id: string, status: Status, deadlineMs?: number): Promise<MessageRow>;
  /** Temporal's name for how the message's workflow stands; `null`: there is none. */
  workflowStatus(id: string): Promise<string | null>;
  untilWorkflow(id: string, status: string): Promise<void>;
  /** What the sweep sends before the relay has seen it never has one. */
  untilNoWorkflow(id: string): Promise<void>;
  startWorker(provider?: Provider): Promise<RunningWorker>;
  /** RFC 3339, so many milliseconds from now by the system's clock. */
  inMs(ms: number): string;
  /** Moves the system's clock forward. PostgreSQL's, and Temporal's, stay. */
  passMs(ms: number): void;
  stop(): Promise<void>;
}

const POOL_SIZE = 10;
let runtimeLog: (line: string) => void = () => {};

/** Starts a system on the run's servers. Stop it in the same file. */
export async function startTestSystem(options: TestSystemOptions = {}): Promise<TestSystem> {
  const database = await createTestDatabase();
  const logLines: string[] = [];
  const log = createLogger({
    level: 'debug',
    toSafeError,
    destination: { write: (line) => logLines.push(line) },
  });
  const address = options.temporalAddress ?? inject('temporalAddress');
  const opened = await openCore({
    databaseUrl: database.url,
    temporal: { address, namespace: 'default' },
    log,
    poolSize: POOL_SIZE,
    name: 'test-system',
    zoneRules: options.zoneRules,
  });
  let passedMs = 0;
  const clock = { ...opened.clock, nowMs: () => opened.clock.nowMs() + passedMs };
  const core: Core = { ...opened, clock };
  const { db } = core.connection;
  const taskQueue = `test-${randomBytes(6).toString('hex')}`;
  const key = `pk_${randomBytes(16).toString('hex')}`;
  await ensureAdminKey(db, key, new Date(core.clock.nowMs()));
  const actor = await authenticate(db, key);
  if (!actor) throw new Error('the key just made opens nothing');

  const bell = createRelayBell(core.connection.sql);
  const http = composeHttp(core, {
    version: '0.0.0-test',
    receipts: options.receipts,
    vendors: options.vendors,
    publicUrl: options.publicUrl,
    webhookAllow: ['127.0.0.0/8'],
    readiness: async () => {
      throw new Error('no test asks for readiness here');
    },
  });
  const temporal = await Connection.connect({ address: inject('temporalAddress') });
  const client = new Client({ connection: temporal, namespace: 'default' });
  const workers: RunningWorker[] = [];

  const system: TestSystem = {
    core,
    databaseUrl: database.url,
    taskQueue,
    client,
    deliveries: createDeliveries(client, taskQueue),
    batches: createBatchWorkflows(client, taskQueue),
    actor,
    key,
    app: createApp(http),
    logLines,
    async act(work) {
      const result = await inWorkspace(db, actor, new Date(clock.nowMs()), work);
      bell.ring();
      return result;
    },
    schedule: (overrides) =>
      system.act((scope) => scheduleMessage(core, scope, { ...anSms(), ...overrides })),
    cancel: (id) => system.act((scope) => cancelMessage(scope, id)),
    edit: (id, changes, ifMatch) =>
      system.act((scope) => editMessage(core, scope, id, changes, ifMatch ?? null)),
    async row(id) {
      const [row] = await db.select().from(messages).where(eq(messages.id, id));
      if (!row) throw new Error(`there is no message ${id}`);
      return row;
    },
    attempts: (id) =>
      db.select().from(attempts).where(eq(attempts.messageId, id)).orderBy(asc(attempts.number)),
    events: (id) =>
      db
        .select()
        .from(messageEvents)
        .where(eq(messageEvents.messageId, id))
        .orderBy(asc(messageEvents.id)),
    sunk: (id) => db.select().from(sinkDeliveries).where(eq(sinkDeliveries.messageId, id)),
    async countByStatus() {
      const rows = await db.execute<{ status: Status; count: number }>(
        sql`SELECT status, count(*)::int AS count FROM messages GROUP BY status`,
      );
      return Object.fromEntries(rows.map((row) => [row.status, row.count]));
    },
    untilStatus: (id, status, deadlineMs) =>
      eventually(
        `${id} ${status}`,
        async () => {
          const row = await system.row(id);
          return row.status === status && row;
        },
        deadlineMs,
      ),
    async workflowStatus(id) {
      try {
        return (await client.workflow.getHandle(id).describe()).status.name;
      } catch {
        return null;
      }
    },
    async untilWorkflow(id, status) {
      await eventually(`the workflow ${id} ${status}`, async () => {
        return (await system.workflowStatus(id)) === status;
      });
    },
    async untilNoWorkflow(id) {
      await eventually(`no workflow ${id} that runs`, async () => {
        return (await system.workflowStatus(id)) !== 'RUNNING';
      });
    },
    async startWorker(provider = options.provider) {
      const providers = provider ? everyProvider(provider) : undefined;
      listenToSdk((line) => logLines.push(line));
      // As in a process of its own: metrics are registered once in each.
      const own = { ...core, registry: new Registry() };
      const { vendors, publicUrl } = options;
      const webhookAllow = ['127.0.0.0/8'];
      const worker = await startWorker(own, {
        ...{ taskQueue, providers, vendors, publicUrl, webhookAllow },
      });
      workers.push(worker);
      return worker;
    },
    passMs(ms) {
      passedMs += ms;
    },
    inMs: (ms) => new Date(core.clock.nowMs() + ms).toISOString(),
    async stop() {
      for (const worker of workers) await worker.stop();
      for (const id of [`${taskQueue}-sweep`, `${taskQueue}-reconcile`]) {
        await client.workflow
          .getHandle(id)
          .terminate('the test is over')
          .catch(() => {});
      }
      await temporal.close();
      await opened.close();
      await database.drop();
    },
  };
  if (options.worker !== false) await (await system.startWorker()).polling;
  return system;
}

function anSms(): MessageInput {
  return { channel: 'sms', to: '+12125550123', text: 'Your table is booked for tonight at 8.' };
}

/** The SDK's runtime is one for the process: its log goes to the system that was started last. */
function listenToSdk(write: (line: string) => void): void {
  runtimeLog = write;
  const destination = { write: (line: string) => runtimeLog(line) };
  try {
    installTemporalRuntime(createLogger({ level: 'debug', toSafeError, destination }));
  } catch (error) {
    // It is gone with the last that used it, and is there as long as any does.
    if (!(error instanceof IllegalStateError)) throw error;
  }
}
