import { expect, test } from 'vitest';
import { toClientTypes } from '#test/support/client-types/to-client-types';
import { readDocument } from '#test/support/read-document';

test('the client has the types of the OpenAPI document (npm run client:types writes them)', async () => {
  const types = toClientTypes(await readDocument());
  await expect(types).toMatchFileSnapshot('../../src/client/api-types.ts');
});
