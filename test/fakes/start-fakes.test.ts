import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import nodemailer from 'nodemailer';
import twilio from 'twilio';
import { expect, it, onTestFinished } from 'vitest';
import { createLedger } from '#test/support/fakes/ledger';

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
  const child = spawn(process.execPath, ['--import', 'tsx', PROGRAM, ...PORTS], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const lines = createLedger<string>();
  createInterface(child.stdout).on('line', (line) => line !== '' && lines.append(line));

  const screen = await lines.whenHolding(VARIABLES.length + 6);
  const settings = screen.filter((line) => /^[A-Z_]+=/.test(line)).map(splitAtEquals);
  expect(settings.map(([name]) => name)).toEqual(VARIABLES);

  const given = Object.fromEntries(settings);
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

function splitAtEquals(line: string): [name: string, value: string] {
  const at = line.indexOf('=');
  return [line.slice(0, at), line.slice(at + 1)];
}
