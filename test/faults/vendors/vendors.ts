import { startFakeBlueBubbles } from '#test/support/fakes/fake-bluebubbles';
import { startFakeSendGrid } from '#test/support/fakes/fake-sendgrid';
import { startFakeSmtp } from '#test/support/fakes/fake-smtp';
import { startFakeTwilio } from '#test/support/fakes/fake-twilio';
import type { Fault, FaultScript } from '#test/support/fakes/faults';
import { httpFaults, type Mode, mailFaults } from './modes.ts';

/** A vendor that misbehaves, and how messages come to it. */
export interface Vendor {
  /** Makes senders; the first one is misbehaved to. */
  senders: object[];
  channel: 'sms' | 'email' | 'imessage';
  script: FaultScript;
  faults: Record<Mode, Fault>;
  /** The recipient of the message with this number, below 10,000. */
  toAddress(number: number): string;
  /** The number of the message that a request is about. */
  readNumber(request: string): number | null;
  /** Whom it has taken a message for so far, and when; each channel by itself. */
  taken(): Taken[][];
  environment: Record<string, string>;
  whenIdle(): Promise<void>;
  stop(): Promise<unknown>;
}

export interface Taken {
  to: string;
  at: Date;
}

/** @param url where the vendors reach Punctual. */
export type OpenVendor = (url: string) => Promise<Vendor>;

const TWILIO = { accountSid: `AC${'0'.repeat(32)}`, authToken: 'a token of Twilio' };
const API_KEY = 'SG.faults';
const PASSWORD = 'password';
const SMS = { channel: 'sms', provider: 'twilio', address: '+14155550180', name: 'Texts' };

/** SMS, whose statuses come back by callbacks. */
export const openTwilio: OpenVendor = async () => {
  const twilio = await startFakeTwilio(TWILIO);
  return {
    senders: [SMS],
    channel: 'sms',
    script: twilio.faults,
    faults: httpFaults,
    toAddress: toPhone,
    readNumber: (request) => readNumber(/To=%2B1212(\d{7})/, request),
    taken: () => [twilio.ledger.entries.map(toTaken)],
    environment: toTwilioEnvironment(twilio.url),
    whenIdle: twilio.whenIdle,
    stop: twilio.stop,
  };
};

/** iMessages, and Twilio for those that go as SMS. */
export const openBluebubbles: OpenVendor = async (url) => {
  const twilio = await startFakeTwilio(TWILIO);
  const bridge = await startFakeBlueBubbles({
    password: PASSWORD,
    refuses: 'under_way',
    addresses: Array.from({ length: 10_000 }, (_, number) => toPhone(number)),
    webhookUrl: `${url}/providers/bluebubbles/webhook?password=${PASSWORD}`,
  });
  const address = '+14155550181';
  return {
    senders: [
      { channel: 'imessage', provider: 'bluebubbles', address, name: 'Bubbles' },
      { ...SMS, isDefault: true },
    ],
    channel: 'imessage',
    script: bridge.faults,
    faults: httpFaults,
    toAddress: toPhone,
    readNumber: (request) => readNumber(/iMessage;-;\+1212(\d{7})/, request),
    taken: () => [bridge.ledger.entries.map(toTaken), twilio.ledger.entries.map(toTaken)],
    environment: {
      ...toTwilioEnvironment(twilio.url),
      BLUEBUBBLES_URL: bridge.url,
      BLUEBUBBLES_PASSWORD: PASSWORD,
    },
    async whenIdle() {
      await bridge.whenIdle();
      await twilio.whenIdle();
    },
    stop: () => Promise.all([bridge.stop(), twilio.stop()]),
  };
};

/** Email whose events nobody posts: what is unknown stays so. */
export const openSendgrid: OpenVendor = async () => {
  const sendgrid = await startFakeSendGrid({ apiKey: API_KEY });
  return {
    ...mail('sendgrid'),
    script: sendgrid.faults,
    faults: httpFaults,
    taken: () => [sendgrid.ledger.entries.map(toTaken)],
    environment: { SENDGRID_API_KEY: API_KEY, SENDGRID_BASE_URL: `${sendgrid.url}/` },
    stop: sendgrid.stop,
  };
};

/** Email by a mail server. */
export const openSmtp: OpenVendor = async () => {
  const smtp = await startFakeSmtp();
  return {
    ...mail('smtp'),
    script: smtp.faults,
    faults: mailFaults,
    taken: () => [
      smtp.ledger.entries.map(({ rcptTo, acceptedAt: at }) => ({ to: rcptTo[0] ?? '', at })),
    ],
    environment: { SMTP_URL: smtp.url },
    stop: smtp.stop,
  };
};

function mail(provider: string) {
  return {
    senders: [{ channel: 'email', provider, address: 'desk@example.com', name: 'Desk' }],
    channel: 'email' as const,
    toAddress: (number: number) => `m${String(number).padStart(4, '0')}@example.org`,
    readNumber: (request: string) => readNumber(/m(\d{4})@example\.org/, request),
    whenIdle: async () => {},
  };
}

function toTwilioEnvironment(url: string): Record<string, string> {
  return {
    TWILIO_ACCOUNT_SID: TWILIO.accountSid,
    TWILIO_AUTH_TOKEN: TWILIO.authToken,
    TWILIO_BASE_URL: url,
  };
}

function toTaken({ to, acceptedAt: at }: { to: string; acceptedAt: Date }): Taken {
  return { to, at };
}

function toPhone(number: number): string {
  return `+1212${5_550_000 + number}`;
}

function readNumber(pattern: RegExp, request: string): number | null {
  const digits = pattern.exec(request)?.[1];
  return digits === undefined ? null : Number(digits) % 10_000;
}
