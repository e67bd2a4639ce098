import { afterAll, beforeAll, expect, test } from 'vitest';
import { createContact } from '#contacts/create-contact';
import { deleteContact } from '#contacts/delete-contact';
import { accepted, createRecordingProvider, inTurn } from '#test/support/recording-provider';
import { startTestSystem, type TestSystem } from '#test/support/test-system';
import { readableText } from '#test/support/workflow-histories';
import { untilActivityRuns } from '#test/support/workflow-progress';

const HOUR_MS = 3_600_000;
const phone = '+12125550143';
const email = 'zenobia.quillfeather@example.org';
const name = 'Zenobia Quillfeather';
const text = 'Your xylophone lesson moved to the lighthouse.';
const subject = 'About the xylophone';
const metadata = { crm: 'kestrel-7741' };
const toPhone = { channel: 'sms', to: phone, recipientName: name, text, metadata } as const;
const toMailbox = { channel: 'email', to: email, recipientName: name, subject, text } as const;

let system: TestSystem;

beforeAll(async () => {
  system = await startTestSystem({ worker: false });
});
afterAll(() => system.stop());

test('K3: after a life with all its accidents, neither Temporal nor the log knows who was told what', async () => {
  const provider = createRecordingProvider();
  await (await system.startWorker(provider)).polling;
  const answers: Record<string, ReturnType<typeof inTurn>> = {};
  provider.answerWith((message) => {
    if (message.channel === 'email') throw new Error(`${email} is over quota: "${text}"`);
    return (answers[message.messageId] ?? accepted)(message);
  });
  const headers = { Authorization: `Bearer ${system.key}`, 'Content-Type': 'application/json' };
  const posted = await system.app.request('/v1/messages', {
    method: 'POST',
    headers: { ...headers, 'Idempotency-Key': 'kestrel-key-1' },
    body: JSON.stringify(toPhone),
  });
  expect(posted.status).toBe(201);
  const refused = await system.app.request('/v1/messages', {
    method: 'POST',
    headers,
    body: JSON.stringify({ ...toPhone, to: `${phone}9999999`, text: `${text}\u0000` }),
  });
  expect(refused.status).toBe(422);
  const { id: overHttp } = (await posted.json()) as { id: string };
  const thrown = await system.schedule(toMailbox);
  const retried = await system.schedule({ ...toPhone, sendAt: system.inMs(3_500) });
  answers[retried.id] = inTurn({ kind: 'not_sent', code: '429' });
  const failed = await system.schedule({ ...toPhone, sendAt: system.inMs(3_500) });
  answers[failed.id] = inTurn({ kind: 'refused', code: '21211', detail: 'the provider refused' });
  // Its activity waits for three seconds from when it runs, however long that takes to be.
  const canceled = await system.schedule({ ...toPhone, sendAt: system.inMs(6_000) });
  await untilActivityRuns(system, canceled.id);
  await system.cancel(canceled.id);
  const moved = await system.schedule({ ...toPhone, sendAt: system.inMs(HOUR_MS) });
  await system.edit(moved.id, { sendAt: system.inMs(3_500), text: `${text} Bring a torch.` });
  const phones = [{ number: phone }];
  const contact = await system.act((scope) =>
    createContact(system.core, scope, { name, phones, emails: [] }),
  );
  const deleted = await system.schedule({
    ...toPhone,
    contactId: contact.id,
    sendAt: system.inMs(HOUR_MS),
  });
  await system.untilWorkflow(deleted.id, 'RUNNING');
  await system.act((scope) => deleteContact(scope, contact.id));
  await breakTheDatabase();

  for (const id of [overHttp, retried.id, moved.id]) await system.untilStatus(id, 'sent');
  await system.untilStatus(failed.id, 'failed');
  await system.untilStatus(thrown.id, 'unknown');
  const ids = [overHttp, thrown.id, retried.id, failed.id, canceled.id, moved.id, deleted.id];
  const { workflow } = system.client;
  const kept: string[] = [];
  for (const id of ids) {
    if ((await system.workflowStatus(id)) === null) continue;
    const handle = workflow.getHandle(id);
    const { raw } = await handle.describe();
    kept.push(readableText(await handle.fetchHistory()), readableText(raw));
  }
  // On a busy machine the sweep may be quicker than the relay: then there is no workflow.
  expect(kept.length).toBeGreaterThanOrEqual(10);
  const temporal = kept.join('\n');
  const log = system.logLines.join('\n');
  expect(temporal).toContain(`"messageId":"${moved.id}"`);
  expect(log).toContain('"what":"provider"');
  const secrets = [phone, phone.slice(2), email, name, text, 'xylophone', 'kestrel', system.key];
  const leaks = secrets.flatMap((secret) => [
    ...(temporal.includes(secret) ? [`${secret} in Temporal`] : []),
    ...system.logLines.filter((line) => line.includes(secret)).map((line) => line.slice(0, 300)),
  ]);
  expect(leaks).toEqual([]);
  // Statements and their parameters, in case a query failed meanwhile.
  expect(temporal).not.toMatch(/Failed query|params:/);
  expect(log).not.toMatch(/Failed query|params:/);
});

/** Breaks all connections, and makes every statement fail for a moment. */
async function breakTheDatabase(): Promise<void> {
  const { sql } = system.core.connection;
  const name = new URL(system.databaseUrl).pathname.slice(1);
  const terminate = () =>
    sql`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = ${name} AND pid <> pg_backend_pid()`;
  await sql`ALTER TABLE messages RENAME TO messages_away`;
  await terminate();
  await new Promise((resolve) => setTimeout(resolve, 1_200));
  await sql`ALTER TABLE messages_away RENAME TO messages`;
  // A connection that was cut says so to whoever asks first: not to what is asked after this.
  const ask = () => sql`SELECT pg_sleep(0.1)`;
  for (let round = 0; round < 2; round++) await Promise.allSettled(Array.from({ length: 20 }, ask));
}
