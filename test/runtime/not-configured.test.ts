import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from '#test/support/eventually';
import { startTestSystem, type TestSystem } from '#test/support/test-system';

let system: TestSystem;
beforeAll(async () => {
  system = await startTestSystem();
});
afterAll(() => system.stop());

test('a message of a provider without credentials waits, and says so; nothing is lost', async () => {
  const { sql } = system.core.connection;
  const { id } = await system.schedule({ sendAt: system.inMs(3_600_000) });
  await sql`UPDATE senders SET provider = 'twilio' WHERE id = (
    SELECT sender_id FROM messages WHERE id = ${id})`;
  await system.edit(id, { sendAt: system.inMs(0) });
  await eventually('the first attempt', async () => {
    return (await system.attempts(id)).some(({ code }) => code === 'not_configured');
  });
  await eventually('a wait for the next', async () => {
    const { status, nextAttemptAt } = await system.row(id);
    return status === 'scheduled' && nextAttemptAt !== null;
  });
  expect((await system.attempts(id))[0]).toMatchObject({ outcome: 'not_sent' });
  expect((await system.cancel(id)).status).toBe('canceled');
});
