import { describe, expect, test } from 'vitest';
import { createPunctual } from '../../src/client/create-punctual.ts';

/** A client that is answered so, and the paths that it asked for. */
function answering(answer: (init?: RequestInit) => Response) {
  const paths: string[] = [];
  const fetch: typeof globalThis.fetch = async (url, init) => {
    paths.push(new URL(String(url)).pathname);
    return answer(init);
  };
  return { paths, client: createPunctual({ url: 'http://x', key: 'k', fetch, maxTries: 1 }) };
}

test.each([
  ['..', '/v1/batches/_../messages'],
  ['.', '/v1/batches/_./messages'],
  ['', '/v1/batches/_/messages'],
  ['../../keys', '/v1/batches/..%2F..%2Fkeys/messages'],
])('K2: the id %j leads to no other path', async (id, path) => {
  const { client, paths } = answering(() => Response.json({ data: [], nextCursor: null }));
  await client.batches.messages(id).page();
  expect(paths).toEqual([path]);
});

test.each(['localhost:3000', '127.0.0.1:3000', '', '/v1', 'ftp://x', 'http://'])(
  'the address %j is refused before anything is asked',
  (url) => {
    expect(() => createPunctual({ url, key: 'k' })).toThrow(/^url must begin with http:\/\//);
  },
);

test('an error of the whole body names no field', async () => {
  const errors = [
    { pointer: '', detail: 'an endpoint too many' },
    { pointer: '/url', detail: 'no URL' },
  ];
  const problem = { code: 'validation_failed', detail: 'It is refused', errors };
  const { client } = answering(() => Response.json(problem, { status: 422 }));
  await expect(client.messages.get('msg_1')).rejects.toThrow(
    /^It is refused; an endpoint too many; \/url: no URL$/,
  );
});

describe('an export that its signal gives up', () => {
  const reason = new Error('enough');

  test('between two lines, or while the next is waited for, fails with the reason of the signal', async () => {
    for (const lines of ['{"id":"a"}\n{"id":"b"}\n', '{"id":"a"}\n']) {
      const controller = new AbortController();
      const { client } = answering((init) => {
        const start = (body: ReadableStreamDefaultController) => {
          init?.signal?.addEventListener('abort', () => body.error(new Error('the socket')));
          body.enqueue(new TextEncoder().encode(lines));
        };
        return new Response(new ReadableStream({ start }));
      });
      const seen: string[] = [];
      const reading = async () => {
        for await (const { id } of client.messages.export({}, { signal: controller.signal })) {
          seen.push(id);
          controller.abort(reason);
        }
      };
      await expect(reading()).rejects.toBe(reason);
      expect(seen).toEqual(['a']);
    }
  });
});
