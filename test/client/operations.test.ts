import { expect, test } from 'vitest';
import { readDocument } from '#test/support/read-document';
import { createPunctual } from '../../src/client/create-punctual.ts';

const ID = 'thing_1';

/** Calls a method with whatever, and takes the first of what it answers with. */
async function call(method: (...args: unknown[]) => unknown): Promise<void> {
  const answer = await method(ID, ['x'], {});
  if (typeof answer !== 'object' || answer === null) return;
  if ('page' in answer) await (answer as { page(): Promise<unknown> }).page();
  else if ('next' in answer) await (answer as AsyncGenerator).next();
}

async function callAll(resource: object): Promise<void> {
  for (const member of Object.values(resource)) {
    if (typeof member === 'object') await callAll(member);
    else await call(member);
  }
}

test('the client has a method for every operation of the OpenAPI document', async () => {
  const called = new Set<string>();
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const { pathname } = new URL(String(input));
    called.add(`${init?.method} ${pathname.replace(ID, '{id}')}`);
    return new Response('{"offset":1,"rejections":[]}\n');
  };
  await callAll(createPunctual({ url: 'http://punctual.test', key: 'pk_x', fetch }));
  const { paths } = await readDocument();
  const operations = Object.entries(paths)
    .filter(([path]) => path.startsWith('/v1/'))
    .flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
  expect(operations.filter((operation) => !called.has(operation))).toEqual([]);
});
