import { randomInt } from 'node:crypto';

const HOUR_MS = 3_600_000;

/** A body of `POST /v1/messages`: an SMS in an hour, which any workspace with a sender accepts. */
export function buildMessage(overrides: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    channel: 'sms',
    to: '+12125550123',
    text: 'Your table is booked for tonight at 8.',
    sendAt: inHours(1),
    ...overrides,
  };
}

/** A body of `POST /v1/contacts`. */
export function buildContact(overrides: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    name: 'Ana Lima',
    phones: [{ number: '+12125550123', label: 'mobile' }],
    emails: [{ address: 'ana@example.com' }],
    ...overrides,
  };
}

/** A body of `POST /v1/senders`, with a phone number of its own. */
export function buildSender(overrides: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    channel: 'sms',
    provider: 'sink',
    address: `+1415${randomInt(2_000_000, 9_999_999)}`,
    name: 'Front desk',
    ...overrides,
  };
}

/** An instant that many hours from now, RFC 3339. */
export function inHours(hours: number): string {
  return new Date(Date.now() + hours * HOUR_MS).toISOString();
}
