import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createBluebubbles } from '#providers/bluebubbles';
import { createBluebubblesClient } from '#providers/bluebubbles-client';
import { createImessageAvailability } from '#providers/imessage-availability';
import type { Provider } from '#providers/provider';
import { type FakeBlueBubbles, startFakeBlueBubbles } from '#test/support/fakes/fake-bluebubbles';
import type { Fault } from '#test/support/fakes/faults';
import { buildOutbound } from './build-outbound.ts';

const password = 'p&ss wörd/1';
const TIMEOUT_MS = 300;
const PLENTY_MS = 10_000;
const number = '+12125550123';

let bluebubbles: FakeBlueBubbles;
let provider: Provider;

beforeAll(async () => {
  bluebubbles = await startFakeBlueBubbles({ password, refuses: 'under_way', addresses: [number] });
});
afterAll(() => bluebubbles.stop());
beforeEach(() => {
  bluebubbles.faults.always(null);
  bluebubbles.lookupFaults.always(null);
  provider = open(bluebubbles.url);
});

function open(url: string): Provider {
  const client = createBluebubblesClient({ url, password });
  return createBluebubbles(client, createImessageAvailability(client));
}

let messages = 0;
/** With an id of its own: one that is under way is not taken twice. */
const message = (fields: object = {}) =>
  buildOutbound({ channel: 'imessage', messageId: `msg_${messages++}`, ...fields });

describe('what a BlueBubbles server is given', () => {
  test('N1: the text, byte for byte, and our id', async () => {
    const text = 'Grüße 👨‍👩‍👧 "x" \\ \u2028 日本';
    const outcome = await provider.send(message({ messageId: 'msg_x', text }), PLENTY_MS);
    const entry = bluebubbles.ledger.entries.at(-1);
    expect(outcome).toEqual({ kind: 'accepted', providerMessageId: entry?.guid });
    expect(JSON.parse(entry?.rawBody ?? '')).toEqual({
      chatGuid: `iMessage;-;${number}`,
      tempGuid: 'msg_x',
      message: text,
      method: 'apple-script',
    });
  });

  test('N3: nothing for a number that has no iMessage', async () => {
    const before = bluebubbles.ledger.entries.length;
    const to = { address: '+12125550124', name: null };
    expect(await provider.send(message({ to }), PLENTY_MS)).toMatchObject({
      kind: 'refused',
      code: 'imessage_unavailable',
    });
    expect(bluebubbles.ledger.entries).toHaveLength(before);
  });

  test('N3: a number is looked up once a minute, and a failure is not remembered', async () => {
    bluebubbles.lookupFaults.next({ kind: 'answer', status: 500 });
    const send = () => provider.send(message(), PLENTY_MS);
    expect(await send()).toEqual({ kind: 'not_sent', code: 'availability_check_failed' });
    expect(await send()).toMatchObject({ kind: 'accepted' });
    bluebubbles.lookupFaults.always({ kind: 'answer', status: 500 });
    expect(await send()).toMatchObject({ kind: 'accepted' });
  });
});

describe('what its answers come to', () => {
  test.each<[Fault, object]>([
    [
      { kind: 'answer', status: 400 },
      { kind: 'ambiguous', code: 'http_400' },
    ],
    [
      { kind: 'answer', status: 401 },
      { kind: 'not_sent', code: 'http_401' },
    ],
    [
      { kind: 'answer', status: 404 },
      { kind: 'not_sent', code: 'http_404' },
    ],
    [
      { kind: 'answer', status: 429, retryAfterS: 7 },
      { kind: 'not_sent', retryAfterMs: 7_000 },
    ],
    [
      { kind: 'answer', status: 500 },
      { kind: 'ambiguous', code: 'http_500' },
    ],
    [
      { kind: 'answer', status: 302 },
      { kind: 'ambiguous', code: 'http_302' },
    ],
    [{ kind: 'drop_before_accept' }, { kind: 'ambiguous' }],
    [{ kind: 'drop_after_accept' }, { kind: 'ambiguous' }],
    [{ kind: 'hang_before_accept' }, { kind: 'ambiguous' }],
    [{ kind: 'hang_after_accept' }, { kind: 'ambiguous' }],
    [{ kind: 'slow', ms: 2 * TIMEOUT_MS }, { kind: 'ambiguous' }],
    [{ kind: 'garbage' }, { kind: 'ambiguous', code: 'unreadable_answer' }],
  ])('%j', async (fault, outcome) => {
    await provider.send(message(), PLENTY_MS);
    bluebubbles.faults.next(fault);
    expect(await provider.send(message(), TIMEOUT_MS)).toMatchObject(outcome);
  });

  test("Apple's own error, of a message that was made and did not go out, is final", async () => {
    await provider.send(message(), PLENTY_MS);
    bluebubbles.addresses.delete(number);
    const outcome = await provider.send(message(), PLENTY_MS);
    bluebubbles.addresses.add(number);
    expect(outcome).toMatchObject({ kind: 'refused', code: 'imessage_error' });
  });

  test('a check that hangs leaves time to say so', async () => {
    bluebubbles.lookupFaults.next({ kind: 'hang_before_accept' });
    expect(await provider.send(message(), PLENTY_MS)).toEqual({
      kind: 'not_sent',
      code: 'availability_check_failed',
    });
  });

  test('nobody at the other end: the check says so', async () => {
    expect(await open('http://127.0.0.1:9').send(message(), PLENTY_MS)).toEqual({
      kind: 'not_sent',
      code: 'availability_check_failed',
    });
  });
});
