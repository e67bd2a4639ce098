import { getEventListeners } from 'node:events';
import { beforeEach, describe, expect, test } from 'vitest';
import { createPunctual } from '../../src/client/create-punctual.ts';

const PAGES = 50;

let controller: AbortController;
beforeEach(() => {
  controller = new AbortController();
});
const listeners = () => getEventListeners(controller.signal, 'abort').length;

/** A client whose every request is answered so. */
const answering = (answer: (request: number) => Response) => {
  let requests = 0;
  const fetch: typeof globalThis.fetch = async () => answer(++requests);
  return createPunctual({ url: 'http://x', key: 'k', fetch, maxTries: 1 });
};

describe('a signal has no listener of a call that is over', () => {
  test('of pages', async () => {
    const client = answering((page) =>
      Response.json({ data: [{ id: page }], nextCursor: page < PAGES ? `${page}` : null }),
    );
    let seen = 0;
    for await (const _ of client.messages.list({}, { signal: controller.signal })) {
      seen++;
      expect(listeners()).toBeLessThanOrEqual(1);
    }
    expect([seen, listeners()]).toEqual([PAGES, 0]);
  });

  test('that was refused', async () => {
    const client = answering(() => Response.json({ code: 'not_found' }, { status: 404 }));
    const { signal } = controller;
    await expect(client.messages.get('msg_1', { signal })).rejects.toThrow();
    await expect(client.messages.exportCsv({}, { signal })).rejects.toThrow();
    expect(listeners()).toBe(0);
  });

  test('of an export that was read, left early, or broke off', async () => {
    const { signal } = controller;
    const client = answering(() => new Response('{"id":"a"}\n{"id":"b"}\n'));
    const read = await client.messages.exportCsv({}, { signal });
    expect(listeners()).toBe(1);
    expect(await read.text()).toContain('"b"');
    expect(listeners()).toBe(0);
    for await (const _ of client.messages.export({}, { signal })) break;
    expect(listeners()).toBe(0);
    const broken = answering(
      () => new Response(new ReadableStream({ pull: (c) => c.error(new Error('cut')) })),
    );
    const cut = await broken.messages.exportCsv({}, { signal });
    await expect(cut.text()).rejects.toThrow('cut');
    expect(listeners()).toBe(0);
  });
});

test('an export is given up while its body is read', async () => {
  const fetch: typeof globalThis.fetch = async (_url, init) =>
    new Response(
      new ReadableStream({
        start: (body) =>
          init?.signal?.addEventListener('abort', () => body.error(init.signal?.reason)),
      }),
    );
  const client = createPunctual({ url: 'http://x', key: 'k', fetch });
  const answer = await client.messages.exportCsv({}, { signal: controller.signal });
  const reading = expect(answer.text()).rejects.toThrow('enough');
  controller.abort(new Error('enough'));
  await reading;
});
