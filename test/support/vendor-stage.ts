import type { MessageInput } from '#messages/message-input';
import type { SenderInput } from '#senders/sender-input';
import { type FakeBlueBubbles, startFakeBlueBubbles } from './fakes/fake-bluebubbles.ts';
import { type FakeSendGrid, startFakeSendGrid } from './fakes/fake-sendgrid.ts';
import { type FakeSmtp, startFakeSmtp } from './fakes/fake-smtp.ts';
import { type FakeTwilio, startFakeTwilio } from './fakes/fake-twilio.ts';
import { listen } from './listen.ts';
import { startTestSystem, type TestSystem } from './test-system.ts';

/** A whole Punctual on an HTTP server, between vendors that are doubles on the loopback. */
export interface VendorStage {
  system: TestSystem;
  /** Where the vendors reach it. */
  url: string;
  /** Where SendGrid posts mail that came in. */
  inboundUrl: string;
  twilio: FakeTwilio;
  sendgrid: FakeSendGrid;
  smtp: FakeSmtp;
  bluebubbles: FakeBlueBubbles;
  /** Adds a sender over HTTP. @returns its id. */
  addSender(sender: SenderInput): Promise<string>;
  /** Schedules a message over HTTP. @returns its id. */
  post(message: MessageInput): Promise<string>;
  get(path: string): Promise<Record<string, unknown>>;
  patch(path: string, body: object): Promise<Record<string, unknown>>;
  stop(): Promise<void>;
}

const accountSid = `AC${'0'.repeat(32)}`;
const authToken = 'a token of Twilio';
const apiKey = 'SG.test';
const password = 'a password of BlueBubbles';
const inboundSecret = 'a-secret-of-Inbound-Parse';

/** Starts all of it. Stop it in the same file. */
export async function startVendorStage(): Promise<VendorStage> {
  const twilio = await startFakeTwilio({ accountSid, authToken });
  const sendgrid = await startFakeSendGrid({ apiKey });
  const smtp = await startFakeSmtp();
  let system: TestSystem | null = null;
  const { url, close } = await listen((request) => {
    if (!system) throw new Error('not up yet');
    return system.app.fetch(request);
  });
  const bluebubbles = await startFakeBlueBubbles({
    password,
    // As the real server does.
    refuses: 'under_way',
    webhookUrl: `${url}/providers/bluebubbles/webhook?password=${encodeURIComponent(password)}`,
  });
  system = await startTestSystem({
    vendors: {
      twilio: { accountSid, authToken, baseUrl: twilio.url, publicUrl: url },
      sendgrid: { apiKey, baseUrl: `${sendgrid.url}/` },
      smtp: { url: smtp.url },
      bluebubbles: { url: bluebubbles.url, password },
    },
    publicUrl: url,
    receipts: {
      twilio: { authToken, publicUrl: url },
      sendgrid: { publicKey: sendgrid.webhookPublicKey },
      bluebubbles: { password },
      inboundEmail: { secret: inboundSecret },
    },
  });
  const call = createCaller(url, system.key);
  const create = async (path: string, body: object) => String((await call('POST', path, body)).id);
  return {
    system,
    url,
    inboundUrl: `${url}/providers/sendgrid/inbound/${inboundSecret}`,
    twilio,
    sendgrid,
    smtp,
    bluebubbles,
    addSender: (sender) => create('/v1/senders', sender),
    post: (message) => create('/v1/messages', message),
    get: (path) => call('GET', path),
    patch: (path, body) => call('PATCH', path, body),
    async stop() {
      await system.stop();
      await Promise.all([twilio, sendgrid, smtp, bluebubbles].map((fake) => fake.stop()));
      close();
    },
  };
}

function createCaller(url: string, key: string) {
  return async (method: string, path: string, body?: object): Promise<Record<string, unknown>> => {
    const answer = await fetch(`${url}${path}`, {
      method,
      headers: { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${text}`);
    return JSON.parse(text);
  };
}
