import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { createEmptyDatabase, type EmptyDatabase } from '../commands/create-empty-database.ts';
import { createNamespace } from '../commands/create-namespace.ts';
import { findSchemathesis } from './find-schemathesis.ts';
import { runSchemathesis } from './run-schemathesis.ts';
import { type Instance, startInstance } from './start-instance.ts';

const found = await findSchemathesis(process.env);
const reason = 'missing' in found ? ` (skipped: ${found.missing})` : '';
const LONG_MS = 600_000;

describe.skipIf('missing' in found)(`the OpenAPI document${reason}`, () => {
  let database: EmptyDatabase;
  let instance: Instance;

  beforeAll(async () => {
    database = await createEmptyDatabase();
    instance = await startInstance({
      DATABASE_URL: database.url,
      TEMPORAL_ADDRESS: inject('temporalAddress'),
      TEMPORAL_NAMESPACE: await createNamespace(),
    });
  }, LONG_MS);

  afterAll(async () => {
    await instance?.stop();
    await database?.drop();
  });

  test(
    'tells the truth about every answer to some hundred requests',
    async () => {
      let printed = '';
      const { requests, failures } = await runSchemathesis({
        ...instance,
        program: 'program' in found ? found.program : '',
        seed: 7,
        examples: 12,
        phases: 'examples,fuzzing',
        print: (chunk) => {
          printed += chunk;
        },
      });
      expect(failures, printed).toBe(0);
      expect(requests).toBeGreaterThan(200);
    },
    LONG_MS,
  );
});
