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

/** Calls every method. @returns each operation that was asked for, and whether it bore a key */
async function callClient(): Promise<Map<string, boolean>> {
  const called = new Map<string, boolean>();
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const { pathname } = new URL(String(input));
    const hasKey = new Headers(init?.headers).has('Idempotency-Key');
    called.set(`${init?.method} ${pathname.replace(ID, '{id}')}`, hasKey);
    return new Response('{"offset":1,"rejections":[]}\n');
  };
  await callAll(createPunctual({ url: 'http://punctual.test', key: 'pk_x', fetch }));
  return called;
}

/** Each operation of the document, and whether it takes an idempotency key. */
async function readOperations(): Promise<Map<string, boolean>> {
  const { paths } = await readDocument();
  const all = Object.entries(paths).filter(([path]) => path.startsWith('/v1/'));
  return new Map(
    all.flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { parameters = [] }]) => [
        `${method.toUpperCase()} ${path}`,
        parameters.some(({ name }) => name === 'Idempotency-Key'),
      ]),
    ),
  );
}

test('the client has a method for every operation of the OpenAPI document', async () => {
  const called = await callClient();
  const operations = [...(await readOperations()).keys()];
  expect(operations.filter((operation) => !called.has(operation))).toEqual([]);
});

test('B3: it brings an idempotency key where the operation takes one, and nowhere else', async () => {
  const operations = await readOperations();
  const called = [...(await callClient())].filter(([operation]) => operations.has(operation));
  expect(called).toEqual(called.map(([operation]) => [operation, operations.get(operation)]));
  expect(new Set(operations.values())).toEqual(new Set([true, false]));
});
