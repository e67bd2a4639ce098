import { PgDialect } from 'drizzle-orm/pg-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { BatchItem } from '#batches/batch-input';
import { planItems } from '#batches/plan-items';
import { createContact } from '#contacts/create-contact';
import { startTestSystem, type TestSystem } from '#test/support/test-system';

let system: TestSystem;
beforeAll(async () => {
  system = await startTestSystem({ worker: false });
});
afterAll(() => system.stop());

/** Notes what is executed as it is, beside what is built by tables. */
function noteStatements<Tx extends object>(tx: Tx, statements: string[]): Tx {
  return new Proxy(tx, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== 'function') return value;
      if (name !== 'execute') return value.bind(target);
      return (query: Parameters<PgDialect['sqlToQuery']>[0]) => {
        statements.push(new PgDialect().sqlToQuery(query).sql);
        return value.call(target, query);
      };
    },
  });
}

test('B1: histories are kept for a part of the batch, and let go with it', async () => {
  const emails = [{ address: 'ana@example.com' }];
  const input = { name: 'Ana', phones: [{ number: '+12125550101' }], emails };
  const { id: contactId } = await system.act((scope) => createContact(system.core, scope, input));
  const items = Array.from({ length: 450 }, (): BatchItem => {
    const asked = {
      channel: 'sms',
      contactId,
      text: 'Hello',
      optimize: { window: '24h' },
    } as const;
    return { kind: 'readable', input: asked };
  });
  const statements: string[] = [];
  const planned = await system.act(async (scope) => {
    const tx = noteStatements(scope.tx, statements);
    const parts: number[] = [];
    for await (const part of planItems(system.core, { ...scope, tx }, items)) {
      expect(part.every(({ kind }) => kind === 'accepted')).toBe(true);
      parts.push(part.length);
    }
    return parts;
  });
  expect(planned).toEqual([200, 200, 50]);
  // One contact's history, read with each part.
  expect(statements.filter((sql) => sql.includes('engagement_events'))).toHaveLength(3);
});
