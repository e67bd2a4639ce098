import type postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildMessage } from '#test/support/builders';
import { startTestApp, type TestApp } from '#test/support/test-app';

let t: TestApp;
beforeAll(async () => {
  t = await startTestApp();
});
afterAll(() => t.stop());

/** As a request's transaction: in its workspace, with a tenant's rights. */
const asTenant = (work: (tx: postgres.TransactionSql) => Promise<unknown>) =>
  t.database.connection.sql.begin(async (tx) => {
    await tx`SELECT set_config('app.workspace', ${t.workspaceId}, true)`;
    await tx`SET LOCAL ROLE punctual_tenant`;
    await work(tx);
  });

describe('K1: the functions that tell endpoints with the rights of their owner', () => {
  test('are not for a tenant to call', async () => {
    const call = asTenant(
      (tx) =>
        tx`SELECT tell_endpoints(${t.workspaceId}, 'batch.completed', now(), NULL, NULL, NULL, '{}')`,
    );
    await expect(call).rejects.toThrow('permission denied for function tell_endpoints');
  });

  test.each(['tell_of_message_events', 'tell_of_replies'])(
    'are not for a tenant to attach to a table of its own: %s',
    async (name) => {
      const attach = asTenant(async (tx) => {
        await tx`CREATE TEMP TABLE forged (workspace_id text)`;
        await tx`CREATE TRIGGER forged AFTER INSERT ON forged
          REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION ${tx(name)}()`;
      });
      await expect(attach).rejects.toThrow(`permission denied for function ${name}`);
    },
  );

  test("look at no table of the caller's session before ours", async () => {
    const rows = await t.database.connection.sql`
      SELECT proname AS name, to_jsonb(proconfig) AS settings FROM pg_proc
      WHERE prosecdef AND pronamespace = 'public'::regnamespace AND proname LIKE 'tell_%'`;
    expect(rows).toHaveLength(3);
    for (const { settings } of rows) {
      expect(settings).toEqual(['search_path=pg_catalog, public, pg_temp']);
    }
  });

  test('H6: fire all the same for what a tenant does', async () => {
    const body = { url: 'https://hooks.example.com/', eventTypes: ['message.scheduled'] };
    await t.request('POST /v1/webhooks', { body });
    const { json } = await t.request('POST /v1/messages', { body: buildMessage() });
    const told = await t.database.connection.sql`
      SELECT type FROM webhook_events WHERE message_id = ${json.id}`;
    expect(told).toEqual([{ type: 'message.scheduled' }]);
  });
});
