import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { readEnvironment } from '#src/env';
import { buildSender } from '#test/support/builders';
import { startFakeBlueBubbles } from '#test/support/fakes/fake-bluebubbles';
import { startFakeSmtp } from '#test/support/fakes/fake-smtp';
import { listenOnLoopback } from '#test/support/fakes/listen-on-loopback';
import { startTestApp, type TestApp } from '#test/support/test-app';
import { checkSenders } from '../../src/commands/doctor-checks/check-senders.ts';
import { checkVendorServers } from '../../src/commands/doctor-checks/check-vendor-servers.ts';

describe('senders without credentials', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await startTestApp();
  });

  afterAll(() => app.stop());

  const look = (variables: Record<string, string>) =>
    checkSenders(app.database.connection.sql, readEnvironment(variables));
  const add = async (sender: Record<string, unknown>) =>
    (await app.request('POST /v1/senders', { body: buildSender(sender) })).json.id as string;

  test('N4: are named with what is missing, of every workspace; inactive and deleted ones are not', async () => {
    expect(await look({})).toEqual([]);
    const one = await add({ provider: 'twilio' });
    const email = { channel: 'email', address: 'desk@example.com' };
    const other = await add({ provider: 'sendgrid', ...email });
    const resting = await add({ provider: 'twilio' });
    await app.request(`PATCH /v1/senders/${resting}`, { body: { active: false } });
    const gone = await add({ provider: 'twilio' });
    await app.request(`DELETE /v1/senders/${gone}`);
    const key = await app.createWorkspace('other');
    const foreign = (
      await app.request('POST /v1/senders', { body: buildSender({ provider: 'twilio' }), key })
    ).json.id;

    const findings = await look({});
    expect(findings.map(({ status, detail }) => `${status}: ${detail}`)).toEqual([
      `warn: ${other} of provider sendgrid: messages wait, for a day at most`,
      `warn: ${one}, ${foreign} of provider twilio: messages wait, for a day at most`,
    ]);
    expect(findings.map(({ mend }) => mend)).toEqual([
      'set SENDGRID_API_KEY for api and worker, or make them inactive',
      'set TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN for api and worker, or make them inactive',
    ]);
    const account = { TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`, TWILIO_AUTH_TOKEN: 'token' };
    expect(await look({ ...account, SENDGRID_API_KEY: 'SG.key' })).toEqual([]);
  });

  test('are counted where they are too many to name', async () => {
    await Promise.all(
      Array.from({ length: 12 }, () => add({ provider: 'twilio', channel: 'mms' })),
    );
    const [finding] = (await look({ SENDGRID_API_KEY: 'SG.key' })).map(({ detail }) => detail);
    expect(finding?.match(/snd_/g)).toHaveLength(10);
    expect(finding).toContain(' and 4 more of provider twilio');
  });
});

describe("the vendors' servers", () => {
  const NOBODY = '127.0.0.1:9';

  test('that are not configured are not looked for', async () => {
    expect(await checkVendorServers({})).toEqual([]);
  });

  test('that answer are well', async () => {
    const smtp = await startFakeSmtp({ user: 'us', password: 'secret' });
    const bluebubbles = await startFakeBlueBubbles({ password: 'secret' });
    onTestFinished(async () => {
      await Promise.all([smtp.stop(), bluebubbles.stop()]);
    });
    const findings = await checkVendorServers({
      smtp: { url: smtp.url },
      bluebubbles: { url: bluebubbles.url, password: 'secret' },
    });
    expect(findings.map(({ status }) => status)).toEqual(['ok', 'ok']);
    expect(JSON.stringify(findings)).not.toContain('secret');
  });

  test('that are not there, or do not know our password, are warnings that do not show it', async () => {
    const smtp = await startFakeSmtp({ user: 'us', password: 'theirs' });
    const bluebubbles = await startFakeBlueBubbles({ password: 'theirs' });
    onTestFinished(async () => {
      await Promise.all([smtp.stop(), bluebubbles.stop()]);
    });
    const findings = [
      ...(await checkVendorServers({
        smtp: { url: `smtp://us:secret@${NOBODY}` },
        bluebubbles: { url: `http://${NOBODY}`, password: 'secret' },
      })),
      ...(await checkVendorServers({
        smtp: { url: smtp.url.replace('theirs', 'secret') },
        bluebubbles: { url: bluebubbles.url, password: 'secret' },
      })),
    ];
    expect(findings.map(({ part, status }) => `${part}: ${status}`)).toEqual([
      'Mail server: warn',
      'BlueBubbles: warn',
      'Mail server: warn',
      'BlueBubbles: warn',
    ]);
    const details = findings.map(({ detail }) => detail).join('\n');
    expect(details).toContain('econnrefused');
    expect(details).toContain('eauth');
    expect(details).toContain('answers a ping with 401');
    expect(JSON.stringify(findings)).not.toContain('secret');
  });

  test('that take the connection and say nothing are given up after three seconds', async () => {
    const { port, stop } = await listenOnLoopback(createServer(() => {}));
    onTestFinished(stop);
    const startedAtMs = performance.now();
    const findings = await checkVendorServers({
      smtp: { url: `smtp://127.0.0.1:${port}` },
      bluebubbles: { url: `http://127.0.0.1:${port}`, password: 'secret' },
    });
    expect(findings.map(({ status }) => status)).toEqual(['warn', 'warn']);
    expect(performance.now() - startedAtMs).toBeLessThan(9_000);
  });
});
