import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { migrate } from '#db/migrate';
import { buildMessage, inHours } from '#test/support/builders';
import { eventually } from '#test/support/eventually';
import { startTestApp, type TestApp } from '#test/support/test-app';
import { checkConfiguration } from '../../src/commands/doctor-checks/check-configuration.ts';
import { checkDatabase } from '../../src/commands/doctor-checks/check-database.ts';
import { checkNode } from '../../src/commands/doctor-checks/check-node.ts';
import { checkPort } from '../../src/commands/doctor-checks/check-port.ts';
import { checkProviders } from '../../src/commands/doctor-checks/check-providers.ts';
import { checkTemporal } from '../../src/commands/doctor-checks/check-temporal.ts';
import { checkUnsubscribing } from '../../src/commands/doctor-checks/check-unsubscribing.ts';
import { checkZoneRules } from '../../src/commands/doctor-checks/check-zone-rules.ts';
import { hidePassword } from '../../src/commands/doctor-checks/hide-password.ts';
import { readEnvironment } from '../../src/env.ts';
import { createEmptyDatabase, type EmptyDatabase } from './create-empty-database.ts';

describe('the configuration and Node', () => {
  test('every bad variable is a finding of its own, and none shows its value', () => {
    const { environment, findings } = checkConfiguration({ PORT: 'x', DATABASE_URL: 'secret' });
    expect(environment).toBeNull();
    expect(findings.map(({ status }) => status)).toEqual(['fail', 'fail']);
    expect(JSON.stringify(findings)).not.toContain('secret');
  });

  test.each([
    ['20.19.9', 'fail'],
    ['20.20.0', 'ok'],
    ['22.0.0', 'ok'],
    ['18.99.0', 'fail'],
  ])('Node %s: %s', (version, status) => {
    expect(checkNode(version).status).toBe(status);
  });

  test('a password is hidden, wherever the URL has it', () => {
    const url = 'postgres://ana:secret@db:5432/punctual?password=secret';
    expect(hidePassword(url)).toBe('postgres://ana:***@db:5432/punctual');
  });
});

describe('the providers', () => {
  const secret = 'a-secret-of-Inbound-Parse';
  const mendsOf = (source: NodeJS.ProcessEnv) =>
    checkProviders(readEnvironment(source)).flatMap(({ mend }) => mend ?? []);

  test('SendGrid without an address for answers is a warning, with what to set', () => {
    const [mend = ''] = mendsOf({ SENDGRID_API_KEY: 'SG.key' });
    expect(mend).toContain('INBOUND_EMAIL_SECRET');
    expect(mendsOf({ SENDGRID_API_KEY: 'SG.key', INBOUND_EMAIL_SECRET: secret })).toEqual([]);
    expect(mendsOf({})).toEqual([]);
  });
});

describe('the database', () => {
  let database: EmptyDatabase;
  let sql: postgres.Sql;

  beforeAll(async () => {
    database = await createEmptyDatabase();
    sql = postgres(database.url, { max: 1, onnotice: () => {} });
  });

  afterAll(async () => {
    await sql.end();
    await database.drop();
  });

  test('an empty one needs its migrations, and then nothing', async () => {
    const before = await checkDatabase(sql, 'here');
    expect(before.at(-1)).toMatchObject({ part: 'Schema', status: 'fail' });
    expect(before.at(-1)?.mend).toContain('punctual migrate');
    await migrate(database.url);
    const after = await checkDatabase(sql, 'here');
    expect(after.map(({ status }) => status)).toEqual(['ok', 'ok']);
  });

  test('one that a user may not change is told what to grant', async () => {
    const empty = await createEmptyDatabase();
    const poor = postgres(empty.url, { max: 1, onnotice: () => {} });
    try {
      await poor`SET ROLE pg_monitor`;
      const findings = await checkDatabase(poor, 'here');
      const mends = findings.filter(({ status }) => status === 'fail').map(({ mend }) => mend);
      expect(mends.join()).toContain('GRANT CREATE ON DATABASE');
      expect(mends.join()).toContain('CREATE ROLE punctual_tenant');
    } finally {
      await poor.end();
      await empty.drop();
    }
  });
});

describe('the zone rules', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await startTestApp();
  });

  afterAll(() => app.stop());

  test('pending local times of other rules are counted, older and newer apart', async () => {
    const { sql } = app.database.connection;
    const sendAt = `${inHours(48).slice(0, 10)}T12:00`;
    for (const version of ['2025a', '2025a', '2999a', '2026f']) {
      const body = buildMessage({ sendAt, timeZone: 'Europe/Paris' });
      const { status, json } = await app.request('POST /v1/messages', { body });
      expect(status).toBe(201);
      await sql`UPDATE messages SET tz_version = ${version} WHERE id = ${json.id}`;
    }
    const findings = await checkZoneRules(sql, '2026f');
    expect(findings.map(({ status, detail }) => `${status}: ${detail}`)).toEqual([
      'ok: 2026f, shipped',
      'warn: 2 pending messages were resolved by 2025a, which is older',
      'warn: 1 pending messages were resolved by 2999a, which is newer',
    ]);
    expect(await checkZoneRules(null, '2026f')).toHaveLength(1);
  });
});

describe('links to unsubscribe', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await startTestApp();
  });

  afterAll(() => app.stop());

  test('C6: a warning where a workspace asks for them and they lead nowhere, or without https', async () => {
    const { sql } = app.database.connection;
    const look = async (publicUrl?: string) =>
      (await checkUnsubscribing(sql, publicUrl)).map(({ status, mend }) => `${status}: ${mend}`);
    expect(await look()).toEqual([]);
    await app.request('PATCH /v1/workspace', { body: { unsubscribeHeaders: true } });
    expect(await look()).toEqual(['warn: set PUBLIC_URL for api and worker']);
    expect(await look('http://punctual.example')).toEqual([
      'warn: give PUBLIC_URL an https address',
    ]);
    expect(await look('https://punctual.example')).toEqual([]);
  });
});

describe('Temporal', () => {
  test('one that serves, without workers, is a warning', async () => {
    const options = { address: inject('temporalAddress'), namespace: 'default' };
    const [serving, workers] = await eventually('Temporal', async () => {
      const findings = await checkTemporal(options);
      return findings[0]?.status === 'ok' && findings;
    });
    expect(serving).toMatchObject({ status: 'ok' });
    expect(workers?.part).toBe('Workers');
  });

  test('a namespace that is not there is named, with the command that makes it', async () => {
    const [finding] = await checkTemporal({
      address: inject('temporalAddress'),
      namespace: 'nobody-made-it',
    });
    expect(finding).toMatchObject({ status: 'fail' });
    expect(finding?.mend).toContain('namespace create --namespace nobody-made-it');
  });

  test('one that is away is a failure', async () => {
    const [finding] = await checkTemporal({ address: '127.0.0.1:1', namespace: 'default' });
    expect(finding).toMatchObject({ status: 'fail', detail: '127.0.0.1:1 does not answer' });
  });
});

describe('the port of the API', () => {
  let server: Server;

  beforeAll(async () => {
    server = createServer((_request, response) => response.end('{"info":{"title":"Other"}}'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });

  afterAll(() => new Promise((resolve) => server.close(resolve)));

  test('taken by another program, it is a failure', async () => {
    const { port } = server.address() as AddressInfo;
    const finding = await checkPort(readEnvironment({ PORT: String(port) }));
    expect(finding).toMatchObject({ status: 'fail' });
    expect(finding.detail).toContain('taken by another program');
  });

  test('free, it is well', async () => {
    expect(await checkPort(readEnvironment({ PORT: '0' }))).toMatchObject({ status: 'ok' });
  });
});
