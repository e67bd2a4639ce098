import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import nodemailer from 'nodemailer';
import twilio from 'twilio';
import { expect, it, onTestFinished } from 'vitest';
import { createSendgridReceipts } from '#providers/sendgrid-receipts';
import { createLedger } from '#test/support/fakes/ledger';
import { connectSendGrid } from './connect-sendgrid.ts';
import { startReceiver } from './start-receiver.ts';

const PROGRAM = fileURLToPath(new URL('../support/fakes/start-fakes.ts', import.meta.url));
const PORTS = ['twilio', 'sendgrid', 'smtp', 'bluebubbles'].flatMap((name) => [
  `--${name}-port`,
  '0',
]);
const VARIABLES = [
  'TWILIO_ACCOUNT_SID',
  'TWILIO_AUTH_TOKEN',
  'TWILIO_BASE_URL',
  'SENDGRID_API_KEY',
  'SENDGRID_BASE_URL',
  'SENDGRID_WEBHOOK_PUBLIC_KEY',
  'INBOUND_EMAIL_SECRET',
  'SMTP_URL',
  'BLUEBUBBLES_URL',
  'BLUEBUBBLES_PASSWORD',
  'PUBLIC_URL',
];

it('start-fakes prints what to set, shows what comes in, and ends by Ctrl-C', async () => {
  const { child, lines, screen, settings, given } = await start();
  expect(settings.map(([name]) => name)).toEqual(VARIABLES);

  const client = twilio(given.TWILIO_ACCOUNT_SID, given.TWILIO_AUTH_TOKEN);
  client.api.baseUrl = given.TWILIO_BASE_URL ?? '';
  const message = { to: '+12025550123', from: '+12025550100', body: 'Hello' };
  const { sid } = await client.messages.create(message);
  const mail = { from: 'us@example.com', to: 'ann@example.com', messageId: '<msg_1@example.com>' };
  await nodemailer.createTransport(given.SMTP_URL).sendMail({ ...mail, text: 'Hello' });

  const shown = await lines.whenHolding(screen.length + 2);
  expect(shown.slice(-2)).toEqual([
    `twilio       ${sid}  +12025550123`,
    'smtp         msg_1@example.com  ann@example.com',
  ]);
  child.kill('SIGINT');
  expect(await once(child, 'exit')).toEqual([0, null]);
});

it('start-fakes reports to where Punctual takes it what became of a mail and of an iMessage', async () => {
  const receiver = await startReceiver();
  onTestFinished(receiver.stop);
  const { given } = await start('--public-url', `${receiver.url}/`);
  expect(given.PUBLIC_URL).toBe(receiver.url);

  const sendgrid = connectSendGrid(given.SENDGRID_BASE_URL ?? '', given.SENDGRID_API_KEY ?? '');
  const customArgs = { punctual_message_id: 'msg_1' };
  const mail = { from: 'us@example.com', to: 'ann@example.com', subject: 'Hi', text: 'Hi' };
  await sendgrid.send({ ...mail, customArgs });
  const [events] = await receiver.received.whenHolding(1);
  expect(events?.url).toBe(`${receiver.url}/providers/sendgrid/events`);
  const reader = createSendgridReceipts({
    publicKey: given.SENDGRID_WEBHOOK_PUBLIC_KEY ?? '',
    clock: { nowMs: Date.now },
  });
  const reading = reader.read({
    path: '/providers/sendgrid/events',
    header: (name) => events?.headers[name]?.toString(),
    body: Buffer.from(events?.body ?? ''),
  });
  const receipts = [{ messageId: 'msg_1', status: 'sent' }, { status: 'delivered' }];
  expect(reading).toMatchObject({ kind: 'reports', reports: { receipts } });

  const { BLUEBUBBLES_URL: url, BLUEBUBBLES_PASSWORD: password } = given;
  await fetch(`${url}/api/v1/message/text?password=${password}`, {
    method: 'POST',
    body: JSON.stringify({
      chatGuid: 'iMessage;-;+12025550123',
      tempGuid: 'msg_1',
      message: 'Hello',
      method: 'apple-script',
    }),
  });
  const posts = (await receiver.received.whenHolding(3)).slice(1);
  const webhook = `${receiver.url}/providers/bluebubbles/webhook?password=${password}`;
  expect(posts.map((post) => post.url)).toEqual([webhook, webhook]);
  expect(posts.map((post) => JSON.parse(post.body).type)).toEqual([
    'new-message',
    'updated-message',
  ]);
});

async function start(...options: string[]) {
  const child = spawn(process.execPath, ['--import', 'tsx', PROGRAM, ...PORTS, ...options], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const lines = createLedger<string>();
  createInterface(child.stdout).on('line', (line) => line !== '' && lines.append(line));
  const screen = await lines.whenHolding(VARIABLES.length + 6);
  const settings = screen.filter((line) => /^[A-Z_]+=/.test(line)).map(splitAtEquals);
  return { child, lines, screen, settings, given: Object.fromEntries(settings) };
}

function splitAtEquals(line: string): [name: string, value: string] {
  const at = line.indexOf('=');
  return [line.slice(0, at), line.slice(at + 1)];
}
