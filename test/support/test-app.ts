import type { OpenAPIHono } from '@hono/zod-openapi';
import { inWorkspace } from '#db/scope';
import { toAppError } from '#db/to-app-error';
import { toSafeError } from '#db/to-safe-error';
import { shippedZoneRules } from '#domain/time-zone';
import { createApp } from '#http/app';
import type { HttpDeps } from '#http/http-deps';
import type { HttpEnv } from '#http/http-env';
import { authenticate } from '#keys/authenticate';
import { knowsUnsubscribeToken, unsubscribe } from '#receipts/unsubscribe';
import { createLogger } from '#src/log';
import { createMetricsRegistry } from '#src/metrics';
import { createWorkspace } from '#workspaces/create-workspace';
import { ensureAdminKey } from '#workspaces/ensure-admin-key';
import { createAnswerCheck } from './check-answer.ts';
import { createTestDatabase, type TestDatabase } from './test-database.ts';

/** An answer, read to its end. */
export interface TestAnswer {
  status: number;
  headers: Headers;
  text: string;
  /** The body, when it is JSON. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into whatever came
  json: any;
}

export interface TestRequest {
  /** Serialized as JSON, unless `raw` is given. */
  body?: unknown;
  raw?: string | Uint8Array<ArrayBuffer>;
  key?: string | null;
  headers?: Record<string, string>;
}

export interface TestApp {
  app: OpenAPIHono<HttpEnv>;
  database: TestDatabase;
  /** The key of an admin of the demo workspace, which has a default sender for each channel. */
  adminKey: string;
  workspaceId: string;
  /** What was logged, a line each. */
  logLines: string[];
  /** `request('POST /v1/messages', { body })`, as the admin unless `key` says otherwise. */
  request(line: string, options?: TestRequest): Promise<TestAnswer>;
  /** Another tenant; its admin's key. */
  createWorkspace(name: string): Promise<string>;
  /** A key of the workspace of `adminKey` that acts as a user. */
  createUserKey(): Promise<string>;
  stop(): Promise<void>;
}

const ADMIN_KEY = 'pk_admin-of-the-first-workspace';

/** The HTTP floor on a database of its own. */
export async function startTestApp(overrides: Partial<HttpDeps> = {}): Promise<TestApp> {
  const database = await createTestDatabase();
  const { db } = database.connection;
  const workspaceId = await ensureAdminKey(db, ADMIN_KEY, new Date());
  const logLines: string[] = [];
  const app = createApp({ ...testDeps(database, logLines), ...overrides });
  const checkAnswer = createAnswerCheck(
    JSON.parse(await (await app.request('/openapi.json')).text()),
  );
  const request = async (line: string, options: TestRequest = {}) => {
    const answer = await ask(app, line, options);
    const [method = '', path = ''] = line.split(/ (.*)/s);
    const contentType = answer.headers.get('Content-Type');
    checkAnswer({ method, path, status: answer.status, contentType, text: answer.text });
    return answer;
  };
  return {
    app,
    database,
    adminKey: ADMIN_KEY,
    workspaceId,
    logLines,
    request,
    createWorkspace: async (name) => {
      const now = new Date();
      return (await db.transaction((tx) => createWorkspace(tx, { name, now }))).key;
    },
    createUserKey: () => createUserKey(request),
    stop: () => database.drop(),
  };
}

function testDeps(database: TestDatabase, logLines: string[]): HttpDeps {
  const { db } = database.connection;
  return {
    authenticate: (key) => authenticate(db, key),
    transact: (actor, _access, work) => inWorkspace(db, actor, new Date(), work),
    toAppError,
    readiness: async () => ({
      ready: true,
      parts: {
        database: { status: 'ok' },
        temporal: { status: 'ok' },
        workers: { status: 'ok' },
        clock: { status: 'ok' },
        zoneRules: { status: 'ok' },
      },
    }),
    receipts: { readers: {}, record: async () => {} },
    hasImessage: async () => null,
    unsubscribing: {
      knows: (token) => knowsUnsubscribeToken(db, token),
      unsubscribe: (token) => db.transaction((tx) => unsubscribe(tx, token, new Date())),
    },
    webhookPoster: {
      check: () => null,
      post: async () => ({ kind: 'taken', statusCode: 204, tookMs: 1 }),
    },
    messageDeps: { zoneRules: shippedZoneRules() },
    metrics: createMetricsRegistry(),
    log: createLogger({
      level: 'debug',
      toSafeError,
      destination: { write: (line) => logLines.push(line) },
    }),
    version: '0.0.0-test',
  };
}

async function ask(
  app: OpenAPIHono<HttpEnv>,
  line: string,
  { body, raw, key = ADMIN_KEY, headers = {} }: TestRequest,
): Promise<TestAnswer> {
  const [method = '', path = ''] = line.split(/ (.*)/s);
  const hasBody = body !== undefined || raw !== undefined;
  const response = await app.request(path, {
    method,
    headers: {
      ...(key === null ? {} : { Authorization: `Bearer ${key}` }),
      ...(hasBody ? { 'Content-Type': 'application/json' } : {}),
      ...headers,
    },
    ...(hasBody ? { body: raw ?? JSON.stringify(body) } : {}),
  });
  const text = await response.text();
  const isJson = /[/+]json\b/.test(response.headers.get('Content-Type') ?? '');
  return {
    status: response.status,
    headers: response.headers,
    text,
    json: isJson ? JSON.parse(text) : undefined,
  };
}

async function createUserKey(request: TestApp['request']): Promise<string> {
  const email = `user-${Math.random().toString(36).slice(2)}@example.com`;
  const user = await request('POST /v1/users', { body: { name: 'User', email, role: 'user' } });
  const key = await request('POST /v1/keys', { body: { userId: user.json.id } });
  return key.json.key;
}
