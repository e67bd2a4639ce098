import { createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import { EventWebhook } from '@sendgrid/eventwebhook';
import fc from 'fast-check';
import twilio from 'twilio';
import { describe, expect, test } from 'vitest';
import { createSendgridReceipts } from '#providers/sendgrid-receipts';
import { createTwilioReceipts } from '#providers/twilio-receipts';

// Together 5,000; the other vendor's helper calculates in JavaScript, and slowly.
const TWILIO_RUNS = 4_500;
const SENDGRID_RUNS = 500;
const TIMEOUT_MS = 120_000;

/** One of 8 bits of one byte is the other way round. */
const flip = (text: string, at: number, bit: number): string => {
  const bytes = Buffer.from(text, 'latin1');
  const place = at % bytes.length;
  bytes[place] = (bytes[place] ?? 0) ^ (1 << bit);
  return bytes.toString('latin1');
};
const bitOf = fc.record({ at: fc.nat({ max: 10_000 }), bit: fc.nat({ max: 7 }) });

describe('what Twilio signed', () => {
  const token = 'the auth token of the account';
  const path = '/providers/twilio/status/msg_1';
  const form = [
    ['MessageSid', `SM${'1'.repeat(32)}`],
    ['MessageStatus', 'delivered'],
    ['To', '+12125550123'],
    ['Body', 'd\u00e9j\u00e0 vu & 100% + \u{1f44d}'],
    ['ErrorCode', ''],
  ] as const;
  const bases = [
    'https://example.com',
    'https://example.com:443',
    'https://example.com:8443',
    'http://example.com',
    'http://example.com:80',
    'https://example.org',
    'https://example.com/prefix',
  ];
  const change = fc.oneof(
    fc.constant({ kind: 'none' as const }),
    bitOf.map((bit) => ({ kind: 'signature' as const, ...bit })),
    bitOf.map((bit) => ({ kind: 'body' as const, ...bit })),
    bitOf.map((bit) => ({ kind: 'path' as const, ...bit })),
    fc
      .shuffledSubarray([...form], { minLength: form.length })
      .map((fields) => ({ kind: 'order' as const, fields })),
    fc.constantFrom(...form).map((field) => ({ kind: 'twice' as const, field })),
    fc
      .constantFrom(...form)
      .map(([name]) => ({ kind: 'twice' as const, field: [name, 'else'] as const })),
    fc.constantFrom(...form).map((field) => ({ kind: 'less' as const, field })),
    fc
      .constantFrom('', 'x', 'the auth token of the accoun', 'another')
      .map((other) => ({ kind: 'key' as const, other })),
    fc
      .constantFrom('', ' ', 'AAAA', '=')
      .map((signature) => ({ kind: 'replaced' as const, signature })),
    fc
      .constantFrom('?a=1', '?bodySHA256=00', '?', '#x')
      .map((query) => ({ kind: 'query' as const, query })),
  );

  test(
    'is taken if and only if the official helper takes it',
    () => {
      const seen = { valid: 0, forged: 0 };
      fc.assert(
        fc.property(
          fc.constantFrom(...bases),
          fc.constantFrom(...bases),
          change,
          (ours, theirs, changed) => {
            let fields: readonly (readonly [string, string])[] = form;
            if (changed.kind === 'order') fields = changed.fields;
            if (changed.kind === 'twice') fields = [...form, changed.field];
            if (changed.kind === 'less') fields = form.filter((field) => field !== changed.field);
            const key = changed.kind === 'key' ? changed.other : token;
            // Signed as it was sent at first; what is changed below was changed on the way.
            const signed = Object.fromEntries(form);
            let signature = twilio.getExpectedTwilioSignature(key, theirs + path, signed);
            if (changed.kind === 'signature') signature = flip(signature, changed.at, changed.bit);
            if (changed.kind === 'replaced') signature = changed.signature;
            let body = new URLSearchParams(
              fields.map(([name, value]): [string, string] => [name, value]),
            ).toString();
            if (changed.kind === 'body') body = flip(body, changed.at, changed.bit);
            let asked = path;
            // Every path begins with a slash.
            if (changed.kind === 'path') asked = `/${flip(path.slice(1), changed.at, changed.bit)}`;
            if (changed.kind === 'query') asked = path + changed.query;

            const bytes = Buffer.from(body, 'latin1');
            const reader = createTwilioReceipts({ authToken: token, publicUrl: ours });
            const header = (name: string) =>
              name === 'x-twilio-signature' ? signature : undefined;
            const reading = reader.read({ path: asked, header, body: bytes });
            const isValid = twilio.validateRequest(token, signature, ours + asked, parse(bytes));
            expect(reading.kind !== 'forged').toBe(isValid);
            seen[isValid ? 'valid' : 'forged']++;
          },
        ),
        { numRuns: TWILIO_RUNS },
      );
      console.log(`Twilio: ${seen.valid} valid, ${seen.forged} forged`);
      expect(seen.valid).toBeGreaterThan(TWILIO_RUNS / 50);
    },
    TIMEOUT_MS,
  );

  /** As a framework does it that knows nothing of ours. */
  function parse(body: Buffer): Record<string, string | string[]> {
    const params = new URLSearchParams(body.toString());
    const names = [...new Set(params.keys())];
    return Object.fromEntries(
      names.map((name) => {
        const values = params.getAll(name);
        return [name, values.length === 1 ? (values[0] ?? '') : values];
      }),
    );
  }
});

describe('what SendGrid signed', () => {
  const nowS = Date.parse('2027-01-15T09:00:00Z') / 1_000;
  const own = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const other = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const publicKey = own.publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
  const text = `${JSON.stringify([{ event: 'delivered', sg_event_id: 'e', email: 'd\u00e9j\u00e0@example.org' }])}\r\n`;
  const change = fc.oneof(
    fc.constant({ kind: 'none' as const }),
    bitOf.map((bit) => ({ kind: 'signature' as const, ...bit })),
    bitOf.map((bit) => ({ kind: 'body' as const, ...bit })),
    bitOf.map((bit) => ({ kind: 'timestamp' as const, ...bit })),
    fc.constant({ kind: 'key' as const }),
    fc
      .constantFrom('', ' ', 'AAAA', '=', 'MEUCIQ==')
      .map((signature) => ({ kind: 'replaced' as const, signature })),
  );
  const helper = new EventWebhook();
  const helperKey = helper.convertPublicKeyToECDSA(publicKey);
  const reader = createSendgridReceipts({ publicKey, clock: { nowMs: () => nowS * 1_000 } });

  test(
    'is taken if and only if the official helper takes it, and it is fresh',
    () => {
      const seen = { valid: 0, forged: 0 };
      const ages = fc.constantFrom(0, 1, 299, 300, 301, -300, -301, 86_400);
      fc.assert(
        fc.property(ages, change, (ageS, changed) => {
          const stamp = String(nowS - ageS);
          const signer = changed.kind === 'key' ? other.privateKey : own.privateKey;
          let signature = sign('sha256', Buffer.from(stamp + text), signer).toString('base64');
          if (changed.kind === 'signature') signature = flip(signature, changed.at, changed.bit);
          if (changed.kind === 'replaced') signature = changed.signature;
          const timestamp =
            changed.kind === 'timestamp' ? flip(stamp, changed.at, changed.bit) : stamp;
          const bytes = Buffer.from(text);
          const sent =
            changed.kind === 'body'
              ? Buffer.from(flip(bytes.toString('latin1'), changed.at, changed.bit), 'latin1')
              : bytes;
          const headers: Record<string, string> = {
            'x-twilio-email-event-webhook-timestamp': timestamp,
            'x-twilio-email-event-webhook-signature': signature,
          };
          const reading = reader.read({ path: '/', header: (name) => headers[name], body: sent });
          const isFresh = Math.abs(nowS - Number(timestamp)) <= 300;
          const isValid = isFresh && isSigned(sent, signature, timestamp);
          expect(reading.kind !== 'forged').toBe(isValid);
          seen[isValid ? 'valid' : 'forged']++;
        }),
        { numRuns: SENDGRID_RUNS },
      );
      console.log(`SendGrid: ${seen.valid} valid, ${seen.forged} forged`);
      expect(seen.valid).toBeGreaterThan(SENDGRID_RUNS / 20);
    },
    TIMEOUT_MS,
  );

  function isSigned(body: Buffer, signature: string, timestamp: string): boolean {
    try {
      // The helper also reads what is no base64, and no DER; nobody signs like that.
      return isDer(signature) && helper.verifySignature(helperKey, body, signature, timestamp);
    } catch {
      return false;
    }
  }

  /** Base64 and DER (X.690, 8.3 and 10.1) in the one way in which two integers are written. */
  function isDer(signature: string): boolean {
    const bytes = Buffer.from(signature, 'base64');
    if (bytes.toString('base64') !== signature) return false;
    if (bytes[0] !== 0x30 || bytes[1] !== bytes.length - 2) return false;
    const first = bytes.subarray(2, 4 + (bytes[3] ?? 0));
    const second = bytes.subarray(2 + first.length);
    return [first, second].every(([tag, length, high = 0, next = 0], index) => {
      const whole = index === 0 ? first : second;
      const isMinimal = high !== 0 || (next & 0x80) !== 0;
      return tag === 2 && length === whole.length - 2 && (high & 0x80) === 0 && isMinimal;
    });
  }

  test('without any header it is forged', () => {
    const reading = reader.read({ path: '/', header: () => undefined, body: Buffer.from(text) });
    expect(reading).toEqual({ kind: 'forged' });
  });

  test('a key that is none stops the start, not the first event', () => {
    const clock = { nowMs: () => 0 };
    expect(() => createSendgridReceipts({ publicKey: 'AAAA', clock })).toThrow();
    expect(
      createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' }),
    ).toBeDefined();
  });
});
