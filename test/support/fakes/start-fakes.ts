import { Command, InvalidArgumentError } from 'commander';
import { startFakeBlueBubbles } from './fake-bluebubbles.ts';
import { startFakeSendGrid } from './fake-sendgrid.ts';
import { startFakeSmtp } from './fake-smtp.ts';
import { startFakeTwilio } from './fake-twilio.ts';

interface Options {
  twilioPort: number;
  sendgridPort: number;
  smtpPort: number;
  bluebubblesPort: number;
  imessage: string[];
  /** In the place of what Punctual has. */
  webhook?: string;
  publicUrl: string;
}

/** Secrets of nobody: what listens here is on the loopback, and sends nothing. */
const TWILIO = { accountSid: `AC${'fa4e'.repeat(8)}`, authToken: 'fake-auth-token' };
const SENDGRID = { apiKey: 'SG.fake-api-key', inboundSecret: 'fake-inbound-secret' };
const BLUEBUBBLES = { password: 'fake-password' };

const options = new Command('start-fakes')
  .description('Starts fakes of all providers on the loopback, and shows what they accept.')
  .option('--twilio-port <port>', "the fake Twilio's; 0 for any that is free", toPort, 4010)
  .option('--sendgrid-port <port>', "the fake SendGrid's", toPort, 4011)
  .option('--smtp-port <port>', "the mail server's", toPort, 4012)
  .option('--bluebubbles-port <port>', "the fake BlueBubbles server's", toPort, 4013)
  .option('--imessage <address...>', 'who has iMessage', ['+12025550123'])
  .option('--webhook <url>', 'where BlueBubbles reports (default: its route below --public-url)')
  .option('--public-url <url>', 'where Punctual takes reports', 'http://127.0.0.1:3000')
  .parse()
  .opts<Options>();

const publicUrl = options.publicUrl.replace(/\/$/, '');
const password = encodeURIComponent(BLUEBUBBLES.password);
const bluebubblesWebhook = `${publicUrl}/providers/bluebubbles/webhook?password=${password}`;

const twilio = await orExit(startFakeTwilio({ ...TWILIO, port: options.twilioPort }));
const sendgrid = await orExit(
  startFakeSendGrid({
    ...SENDGRID,
    port: options.sendgridPort,
    eventsUrl: `${publicUrl}/providers/sendgrid/events`,
  }),
);
const smtp = await orExit(startFakeSmtp({ port: options.smtpPort }));
const bluebubbles = await orExit(
  startFakeBlueBubbles({
    ...BLUEBUBBLES,
    port: options.bluebubblesPort,
    addresses: options.imessage,
    webhookUrl: options.webhook ?? bluebubblesWebhook,
  }),
);

process.stdout.write(`
Twilio       ${twilio.url}
SendGrid     ${sendgrid.url}
Mail         ${smtp.url}
BlueBubbles  ${bluebubbles.url}   iMessage: ${options.imessage.join(', ')}

Point Punctual at them:

TWILIO_ACCOUNT_SID=${TWILIO.accountSid}
TWILIO_AUTH_TOKEN=${TWILIO.authToken}
TWILIO_BASE_URL=${twilio.url}
SENDGRID_API_KEY=${SENDGRID.apiKey}
SENDGRID_BASE_URL=${sendgrid.url}
SENDGRID_WEBHOOK_PUBLIC_KEY=${sendgrid.webhookPublicKey}
INBOUND_EMAIL_SECRET=${SENDGRID.inboundSecret}
SMTP_URL=${smtp.url}
BLUEBUBBLES_URL=${bluebubbles.url}
BLUEBUBBLES_PASSWORD=${BLUEBUBBLES.password}
PUBLIC_URL=${publicUrl}

Ctrl-C stops them. What they accept:

`);

twilio.ledger.onEntry(({ sid, to }) => show('twilio', sid, to));
sendgrid.ledger.onEntry(({ messageId, to }) => show('sendgrid', messageId, to));
smtp.ledger.onEntry(({ messageId, rcptTo }) => show('smtp', messageId ?? '-', rcptTo.join(', ')));
bluebubbles.ledger.onEntry(({ guid, to }) => show('bluebubbles', guid, to));

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop);

/** A port that is taken is the caller's to change, and needs no stack. */
async function orExit<T>(starting: Promise<T>): Promise<T> {
  try {
    return await starting;
  } catch (error) {
    const { code, port } = error as NodeJS.ErrnoException & { port?: number };
    if (code !== 'EADDRINUSE') throw error;
    process.stderr.write(`Port ${port} is in use: choose another, see --help\n`);
    process.exit(1);
  }
}

function show(vendor: string, id: string, to: string): void {
  process.stdout.write(`${vendor.padEnd(11)}  ${id}  ${to}\n`);
}

async function stop(): Promise<void> {
  await Promise.all([twilio, sendgrid, smtp, bluebubbles].map((fake) => fake.stop()));
  process.exit(0);
}

function toPort(value: string): number {
  const port = Number(value);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new InvalidArgumentError('must be 0 to 65535');
}
