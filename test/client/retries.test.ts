import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createPunctual, type Punctual, PunctualError } from '../../src/client/create-punctual.ts';

type Step = () => Response | Promise<Response>;

/** A client whose requests are answered by these steps, the last of them for ever. */
function createScripted(...steps: Step[]) {
  const requests: { url: string; init: RequestInit; atMs: number }[] = [];
  const fetch: typeof globalThis.fetch = async (url, init = {}) => {
    requests.push({ url: String(url), init, atMs: Date.now() });
    const step = steps[Math.min(requests.length, steps.length) - 1] as Step;
    return step();
  };
  const keyOf = (index: number) =>
    new Headers(requests[index]?.init.headers).get('Idempotency-Key');
  const client = createPunctual({ url: 'http://punctual.test/', key: 'pk_x', fetch });
  return { client, requests, keyOf };
}

const fine = () => Response.json({ id: 'msg_1' });
const cut = () => Promise.reject(new TypeError('fetch failed'));
const refused =
  (status: number, code: string, headers: Record<string, string> = {}): Step =>
  () =>
    Response.json({ code, status, detail: `it is ${code}`, errors: [] }, { status, headers });

const message = { channel: 'sms' as const, to: '+12125550123', text: 'Hello' };

/** What a call comes to, however long it waits between its tries. */
async function outcomeOf<T>(call: Promise<T>): Promise<{ value: T } | { error: unknown }> {
  const outcome = call.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  await vi.runAllTimersAsync();
  return outcome;
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('B3: the client tries again with the same idempotency key', () => {
  test.each([
    ['no answer', cut],
    ['429', refused(429, 'unavailable')],
    ['500', refused(500, 'internal_error')],
    ['503', refused(503, 'unavailable')],
    ['the first try still at work', refused(409, 'idempotency_in_flight')],
    ['a page of a proxy', () => new Response('<html>', { status: 502 })],
    [
      'an answer that broke off',
      () => new Response(new ReadableStream({ pull: (c) => c.error(new Error('cut')) })),
    ],
  ])('after %s', async (_name, step) => {
    const { client, requests, keyOf } = createScripted(step, step, fine);
    expect(await outcomeOf(client.messages.schedule(message))).toEqual({ value: { id: 'msg_1' } });
    expect(requests.length).toBe(3);
    expect(keyOf(0)).toMatch(/^[0-9a-f-]{36}$/);
    expect([keyOf(1), keyOf(2)]).toEqual([keyOf(0), keyOf(0)]);
  });

  test('two calls have two keys, and the caller may bring one', async () => {
    const { client, keyOf } = createScripted(fine);
    await client.messages.schedule(message);
    await client.messages.schedule(message);
    await client.messages.edit('msg_1', { text: 'x' }, { idempotencyKey: 'order-7', ifVersion: 3 });
    expect(keyOf(0)).not.toBe(keyOf(1));
    expect(keyOf(2)).toBe('order-7');
  });

  test('four times at the most, or as often as it was told', async () => {
    const { client, requests } = createScripted(cut);
    const outcome = await outcomeOf(client.messages.get('msg_1'));
    expect(outcome).toMatchObject({ error: { code: 'network_error', status: 0 } });
    expect(requests.length).toBe(4);
    const once = createScripted(cut);
    const fetch = async (...args: Parameters<typeof globalThis.fetch>) => {
      once.requests.push({ url: String(args[0]), init: {}, atMs: 0 });
      throw new TypeError('fetch failed');
    };
    const single = createPunctual({ url: 'http://x', key: 'k', fetch, maxTries: 1 });
    await outcomeOf(single.messages.get('msg_1'));
    expect(once.requests.length).toBe(1);
  });

  test('after a pause that grows, and never before Retry-After', async () => {
    const { client, requests } = createScripted(cut);
    await outcomeOf(client.messages.get('msg_1'));
    const pauses = requests.slice(1).map(({ atMs }, i) => atMs - (requests[i]?.atMs ?? 0));
    for (const [index, longest] of [250, 500, 1000].entries()) {
      expect(pauses[index]).toBeGreaterThanOrEqual(longest / 2 - 1);
      expect(pauses[index]).toBeLessThanOrEqual(longest + 1);
    }
    const told = createScripted(refused(503, 'unavailable', { 'Retry-After': '7' }), fine);
    await outcomeOf(told.client.messages.get('msg_1'));
    expect((told.requests[1]?.atMs ?? 0) - (told.requests[0]?.atMs ?? 0)).toBe(7000);
    const inAnHour = new Date(Date.now() + 3_600_000).toUTCString();
    const much = createScripted(refused(503, 'unavailable', { 'Retry-After': inAnHour }), fine);
    expect(await outcomeOf(much.client.messages.get('msg_1'))).toHaveProperty('error');
    expect(much.requests.length).toBe(1);
  });
});

describe('the client does not try again', () => {
  test.each([400, 401, 403, 404, 409, 412, 413, 415, 422])('after %i', async (status) => {
    const { client, requests } = createScripted(refused(status, 'validation_failed'), fine);
    const outcome = await outcomeOf(client.messages.schedule(message));
    expect(outcome).toMatchObject({ error: { code: 'validation_failed', status } });
    expect('error' in outcome && outcome.error).toBeInstanceOf(PunctualError);
    expect(requests.length).toBe(1);
  });

  test.each<[string, (client: Punctual) => Promise<unknown>]>([
    ['a second key', ({ keys }) => keys.create({ userId: 'usr_1' })],
    ['a second endpoint', ({ webhooks }) => webhooks.create({ url: 'https://example.com' })],
    ['a secret that nobody saw', ({ webhooks }) => webhooks.rotateSecret('whk_1')],
    ['a second event to try out', ({ webhooks }) => webhooks.test('whk_1')],
  ])('what could make %s', async (_name, call) => {
    for (const lost of [cut, refused(500, 'internal_error'), refused(503, 'unavailable')]) {
      const { client, requests, keyOf } = createScripted(lost, fine);
      expect(await outcomeOf(call(client))).toHaveProperty('error');
      expect([requests.length, keyOf(0)]).toEqual([1, null]);
    }
  });

  test('once its caller has given up, in a try or between two', async () => {
    const controller = new AbortController();
    const never: Step = () => new Promise(() => {});
    const { client } = createScripted(never);
    const given = { signal: controller.signal };
    const fetch: typeof globalThis.fetch = (_url, init) =>
      new Promise((_resolve, reject) =>
        init?.signal?.addEventListener('abort', () => reject(init.signal?.reason)),
      );
    const waiting = createPunctual({ url: 'http://x', key: 'k', fetch });
    const inTry = waiting.messages.get('msg_1', given).catch((error: unknown) => error);
    const between = createScripted(cut, cut, fine);
    const inPause = between.client.messages.get('msg_1', given).catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(10);
    controller.abort(new Error('enough'));
    expect([await inTry, await inPause]).toEqual([new Error('enough'), new Error('enough')]);
    expect(between.requests.length).toBe(1);
    await expect(client.messages.get('msg_1', given)).rejects.toThrow('enough');
  });
});

test('a try that takes too long is over, and the next one begins', async () => {
  let tries = 0;
  const fetch: typeof globalThis.fetch = (_url, init) =>
    new Promise((resolve, reject) => {
      if (++tries === 2) resolve(Response.json({ id: 'msg_1' }));
      init?.signal?.addEventListener('abort', () => reject(init.signal?.reason));
    });
  const client = createPunctual({ url: 'http://x', key: 'k', fetch, timeoutMs: 100 });
  expect(await outcomeOf(client.messages.get('msg_1'))).toEqual({ value: { id: 'msg_1' } });
  const slow: typeof globalThis.fetch = (_url, init) =>
    new Promise((_resolve, reject) =>
      init?.signal?.addEventListener('abort', () => reject(init.signal?.reason)),
    );
  const late = createPunctual({ url: 'http://x', key: 'k', fetch: slow, maxTries: 1 });
  const outcome = await outcomeOf(late.messages.get('msg_1', { timeoutMs: 5 }));
  expect(outcome).toMatchObject({ error: { code: 'timeout', status: 0 } });
});

test('an error says what was refused, by field', async () => {
  const problem = {
    code: 'validation_failed',
    status: 422,
    detail: 'the request was refused',
    errors: [{ pointer: '/text', detail: 'is required' }],
  };
  const { client } = createScripted(() => Response.json(problem, { status: 422 }));
  const outcome = await outcomeOf(client.messages.schedule(message));
  expect(outcome).toMatchObject({
    error: { message: 'the request was refused; /text: is required', problem },
  });
});

test('paths and queries are encoded: lists repeat, instants are RFC 3339, blanks stay out', async () => {
  const page = () => Response.json({ data: [], nextCursor: null });
  const { client, requests } = createScripted(page);
  await client.messages
    .list({ status: ['sent', 'failed'], to: '+1555', sendAfter: new Date(0), q: undefined })
    .page();
  await client.messages.get('a/b?c');
  expect(requests.map(({ url }) => url)).toEqual([
    'http://punctual.test/v1/messages?status=sent&status=failed&to=%2B1555&sendAfter=1970-01-01T00%3A00%3A00.000Z',
    'http://punctual.test/v1/messages/a%2Fb%3Fc',
  ]);
});
