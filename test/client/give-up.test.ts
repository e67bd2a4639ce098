import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import {
  type ClientOptions,
  createPunctual,
  PunctualError,
} from '../../src/client/create-punctual.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A client that is answered so at each try, and when it tried, in milliseconds. */
function answering(answer: () => Response, options: Partial<ClientOptions>) {
  const tries: number[] = [];
  const beganMs = Date.now();
  const fetch: typeof globalThis.fetch = async () => {
    tries.push(Date.now() - beganMs);
    return answer();
  };
  return { tries, client: createPunctual({ url: 'http://x', key: 'k', fetch, ...options }) };
}

const refused = (status: number, code: string, headers: Record<string, string> = {}) =>
  Response.json({ code, detail: `it is ${code}` }, { status, headers });
const cut = () => {
  throw new TypeError('fetch failed');
};

/** The error of a call, however long it waits between its tries. */
async function errorOf(call: Promise<unknown>): Promise<unknown> {
  const error = call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  await vi.runAllTimersAsync();
  return error;
}

test('giveUpAfterMs: tries go on for so long, however many they are, and no longer', async () => {
  const { client, tries } = answering(cut, { giveUpAfterMs: 60_000, maxTries: 1 });
  expect(await errorOf(client.messages.get('msg_1'))).toMatchObject({ code: 'network_error' });
  expect(tries.length).toBeGreaterThan(7);
  expect(tries.at(-1)).toBeLessThanOrEqual(60_000);
  expect(tries.at(-1)).toBe(60_000);
  // Each call has its own time.
  const before = tries.length;
  await errorOf(client.messages.get('msg_1'));
  expect(tries.length).toBeGreaterThan(before + 7);
});

test.each([0, -1, Number.NaN])('giveUpAfterMs %d: there is one try', async (giveUpAfterMs) => {
  const { client, tries } = answering(cut, { giveUpAfterMs });
  await errorOf(client.messages.get('msg_1'));
  expect(tries).toEqual([0]);
});

test('giveUpAfterMs: who is told to come back later than that gives up at once', async () => {
  const busy = () => refused(503, 'unavailable', { 'Retry-After': '30' });
  const { client, tries } = answering(busy, { giveUpAfterMs: 29_999 });
  expect(await errorOf(client.messages.get('msg_1'))).toMatchObject({ code: 'unavailable' });
  expect(tries).toEqual([0]);
  const patient = answering(busy, { giveUpAfterMs: 30_000 });
  await errorOf(patient.client.messages.get('msg_1'));
  expect(patient.tries).toEqual([0, 30_000]);
});

test('giveUpAfterMs: what another try could do twice is tried once', async () => {
  const onRetry = vi.fn();
  const { client, tries } = answering(cut, { giveUpAfterMs: 60_000, onRetry });
  await errorOf(client.keys.create({ userId: 'usr_1' }));
  expect([tries, onRetry.mock.calls]).toEqual([[0], []]);
});

test('onRetry hears of each try that is to be made again, and of no other', async () => {
  const heard: [string, number][] = [];
  const onRetry = (error: PunctualError, tries: number) => heard.push([error.code, tries]);
  const { client } = answering(cut, { onRetry });
  await errorOf(client.messages.get('msg_1'));
  // The fourth try was the last one: its error is the call's.
  expect(heard).toEqual([1, 2, 3].map((tries) => ['network_error', tries]));
  heard.length = 0;
  const refusing = answering(() => refused(404, 'not_found'), { onRetry });
  await errorOf(refusing.client.messages.get('msg_1'));
  expect(heard).toEqual([]);
});

test('an error says whether it may pass', async () => {
  const cases: [() => Response, boolean][] = [
    [cut, true],
    [() => refused(503, 'unavailable'), true],
    [() => refused(409, 'idempotency_in_flight'), true],
    [() => new Response('<html>', { status: 502 }), true],
    [() => new Response('<html>', { status: 501 }), false],
    [() => new Response(null, { status: 302, headers: { Location: 'http://y' } }), false],
    [() => refused(409, 'conflict'), false],
    [() => refused(422, 'validation_failed'), false],
    [() => new Response('<html>'), false],
  ];
  for (const [answer, isPassing] of cases) {
    const { client } = answering(answer, { maxTries: 1 });
    const error = await errorOf(client.messages.get('msg_1'));
    expect(error).toBeInstanceOf(PunctualError);
    expect(error).toMatchObject({ isPassing });
  }
});

test.each(['', '<html>'])('an answer that is none of ours is told: %j', async (text) => {
  const { client, tries } = answering(() => new Response(text), {});
  const error = await errorOf(client.messages.get('msg_1'));
  expect(error).toMatchObject({ code: 'unexpected_answer', status: 200 });
  expect(tries).toEqual([0]);
});
