import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { choosePort } from '#local/choose-port';
import { eventually } from '#test/support/eventually';
import { createEmptyDatabase, type EmptyDatabase } from './create-empty-database.ts';
import { createImageTree, type ImageTree } from './create-image-tree.ts';
import { createNamespace } from './create-namespace.ts';
import { type RunningCommand, runCommand } from './run-command.ts';

const KEY = 'the-key-of-this-test-and-no-other';
const MESSAGES = 30;

let tree: ImageTree;
let database: EmptyDatabase;
let environment: Record<string, string>;

beforeAll(async () => {
  tree = await createImageTree();
  database = await createEmptyDatabase();
  environment = {
    DATABASE_URL: database.url,
    TEMPORAL_ADDRESS: inject('temporalAddress'),
    TEMPORAL_NAMESPACE: await createNamespace(),
    PUNCTUAL_ADMIN_KEY: KEY,
  };
});

afterAll(async () => {
  await database.drop();
  await tree.remove();
});

/** Runs to its end; its exit code and what it wrote. */
async function runToEnd(args: string[], variables: Record<string, string> = environment) {
  const command = runCommand(tree.path, args, variables);
  return { code: await command.exited, output: command.output() };
}

describe('production, of what the image holds', () => {
  test('every bad variable is named at once, without its value', async () => {
    const { code, output } = await runToEnd(['api'], {
      PORT: 'many',
      TEMPORAL_ADDRESS: 'nowhere',
      DATABASE_URL: 'mysql://ana:secret@db/x',
      PUNCTUAL_ADMIN_KEY: 'short',
    });
    expect(code).toBe(1);
    for (const name of ['PORT', 'TEMPORAL_ADDRESS', 'DATABASE_URL', 'PUNCTUAL_ADMIN_KEY']) {
      expect(output).toContain(`${name}: `);
    }
    expect(output).not.toContain('secret');
    expect(output).not.toContain('short');
  });

  test.each(['api', 'worker'])('%s says which variables it needs', async (name) => {
    const { code, output } = await runToEnd([name], {});
    expect(code).toBe(1);
    expect(output).toContain('needs DATABASE_URL and TEMPORAL_ADDRESS');
  });

  test.each(['api', 'worker'])('%s refuses a database that is not migrated', async (name) => {
    const { code, output } = await runToEnd([name]);
    expect(code).toBe(1);
    expect(output).toContain('run punctual migrate');
  });

  test('migrate, twice; then two apis and two workers send each message once', async () => {
    for (const _ of [1, 2]) {
      expect(await runToEnd(['migrate'])).toMatchObject({ code: 0 });
    }
    const ports = [await choosePort(), await choosePort()];
    const apis = ports.map((port) =>
      runCommand(tree.path, ['api'], { ...environment, PORT: String(port) }),
    );
    const workers = [1, 2].map(() => runCommand(tree.path, ['worker'], environment));
    const processes: RunningCommand[] = [...apis, ...workers];
    try {
      await Promise.all(apis.map((each) => each.untilItSays('the API is up')));
      await Promise.all(workers.map((each) => each.untilItSays('the worker is up')));
      const urls = ports.map((port) => `http://127.0.0.1:${port}`);
      const ids = await Promise.all(
        Array.from({ length: MESSAGES }, (_, index) => schedule(urls[index % 2] ?? '')),
      );
      const delivered = await eventually('all deliveries', async () => {
        const deliveries = await listDeliveries(urls[0] ?? '');
        return deliveries.length >= MESSAGES && deliveries;
      });
      expect(delivered.sort()).toEqual(ids.sort());
    } finally {
      const codes = await Promise.all(processes.map((each) => each.stop('SIGTERM')));
      expect(codes, processes.map((each) => each.output()).join('\n')).toEqual([0, 0, 0, 0]);
    }
  }, 240_000);

  test('doctor finds a stopped production well but for its workers', async () => {
    const { code, output } = await runToEnd(['doctor']);
    expect(code, output).toBe(0);
    expect(output).toContain('the newest');
  });

  test('an admin key that has expired is said by api and by doctor, and never shown', async () => {
    const sql = postgres(database.url, { max: 1, onnotice: () => {} });
    await sql`UPDATE keys SET expires_at = now()`;
    await sql.end();
    const said = 'the key of PUNCTUAL_ADMIN_KEY has expired or was deleted, and opens nothing';
    const port = String(await choosePort());
    const api = runCommand(tree.path, ['api'], { ...environment, PORT: port });
    try {
      await api.untilItSays(said);
      await api.untilItSays('the API is up');
    } finally {
      expect(await api.stop('SIGTERM'), api.output()).toBe(0);
    }
    const doctor = await runToEnd(['doctor']);
    expect(doctor.code, doctor.output).toBe(0);
    expect(doctor.output).toContain(said);
    expect(api.output() + doctor.output).not.toContain(KEY);
  });
});

async function call(url: string, path: string, body?: object): Promise<Response> {
  const headers = { Authorization: `Bearer ${KEY}`, 'Content-Type': 'application/json' };
  const answer = await fetch(`${url}${path}`, {
    headers,
    ...(body ? { method: 'POST', body: JSON.stringify(body) } : {}),
  });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return answer;
}

async function schedule(url: string): Promise<string> {
  const sendAt = new Date(Date.now() + 3_000).toISOString();
  const body = { channel: 'sms', to: '+12125550123', text: 'Hello', sendAt };
  const message = (await (await call(url, '/v1/messages', body)).json()) as { id: string };
  return message.id;
}

async function listDeliveries(url: string): Promise<string[]> {
  const page = await call(url, '/v1/sink/deliveries?limit=100');
  const { data } = (await page.json()) as { data: { messageId: string }[] };
  return data.map(({ messageId }) => messageId);
}
