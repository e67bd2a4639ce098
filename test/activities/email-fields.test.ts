import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newId } from '#db/new-id';
import type { OutboundMessage } from '#providers/provider';
import { createRecordingProvider } from '#test/support/recording-provider';
import { createTestActivities } from '#test/support/test-activities';
import { startTestSystem, type TestSystem } from '#test/support/test-system';
import { createWorkspace } from '#workspaces/create-workspace';

const FROM = 'demo@example.com';
const PUBLIC_URL = 'https://punctual.example/';
const provider = createRecordingProvider();

let system: TestSystem;
let mailboxes = 0;

beforeAll(async () => {
  system = await startTestSystem({ worker: false });
});
afterAll(() => system.stop());

const nextMailbox = () => `ana${mailboxes++}@example.org`;
const sql = () => system.core.connection.sql;

async function send(id: string, publicUrl?: string): Promise<OutboundMessage> {
  await createTestActivities(system, provider, { publicUrl }).deliver(id);
  const message = provider.callsFor(id).at(-1)?.message;
  if (!message) throw new Error(`${id} was not sent`);
  return message;
}

const schedule = (to: string, overrides: object = {}) =>
  system.schedule({ channel: 'email', to, subject: 'Your table', ...overrides } as never);

/** Schedules an email and sends it. */
async function email(to: string, overrides: object = {}): Promise<OutboundMessage> {
  return send((await schedule(to, overrides)).id);
}

interface Received {
  subject?: string | null;
  messageId?: string | null;
  threadIds?: unknown;
  agoMs?: number;
  channel?: string;
  senderId?: string;
  workspaceId?: string;
}

/** What the inbound side stores of an email from `from`. */
async function receive(from: string, received: Received = {}): Promise<void> {
  const { subject = 'Re: Your table', messageId = '<b@mail.example>', agoMs = 0 } = received;
  const { channel = 'email', threadIds = null, workspaceId = system.actor.workspaceId } = received;
  const ids = threadIds === null ? null : JSON.stringify(threadIds);
  const [demo] = await sql()`SELECT id FROM senders WHERE channel = 'email'
    AND workspace_id = ${system.actor.workspaceId}`;
  await sql()`INSERT INTO replies (id, workspace_id, sender_id, channel, from_address, subject, text,
      provider_message_id, thread_ids, received_at)
    VALUES (${newId('rep')}, ${workspaceId}, ${received.senderId ?? demo?.id}, ${channel}, ${from},
      ${subject}, 'Thanks', ${messageId}, ${ids}::text::jsonb,
      ${new Date(Date.now() - agoMs).toISOString()})`;
}

describe('V2: a scheduled email and the thread that it continues', () => {
  test('is that of a reply that came after it was scheduled', async () => {
    const to = nextMailbox();
    const first = await email(to);
    const { id } = await schedule(to);
    const root = `<${first.messageId}@example.com>`;
    await receive(to, { threadIds: [root] });
    expect((await send(id)).email?.thread).toEqual({
      inReplyTo: '<b@mail.example>',
      references: [root, '<b@mail.example>'],
    });
  });

  test('is that of the newest reply with its subject', async () => {
    const to = nextMailbox();
    await receive(to, { messageId: '<old@x>', agoMs: 3_000 });
    await receive(to, { messageId: '<new@x>', agoMs: 2_000 });
    await receive(to, { messageId: '<other@x>', agoMs: 1_000, subject: 'Parking' });
    expect((await email(to)).email?.thread?.inReplyTo).toBe('<new@x>');
  });

  test('none of it: another recipient, sender, channel or workspace, or a subject of its own', async () => {
    const { db } = system.core.connection;
    const now = new Date(system.core.clock.nowMs());
    const { workspaceId } = await createWorkspace(db, { name: 'another', now });
    const senderId = newId('snd');
    await sql()`INSERT INTO senders (id, workspace_id, channel, provider, address, name, created_at, updated_at)
      VALUES (${senderId}, ${workspaceId}, 'email', 'sink', 'a@example.net', 'x', now(), now())`;
    const own = newId('snd');
    await sql()`INSERT INTO senders (id, workspace_id, channel, provider, address, name, created_at, updated_at)
      VALUES (${own}, ${system.actor.workspaceId}, 'email', 'sink', 'b@example.net', 'x', now(), now())`;
    const to = nextMailbox();
    await receive(nextMailbox());
    await receive(to, { senderId: own });
    await receive(to, { senderId, workspaceId });
    await receive(to, { channel: 'sms' });
    await receive(to, { subject: null });
    await receive(to, { subject: 'Parking' });
    expect((await email(to)).email?.thread).toBeNull();
  });

  test('is that of our newest email, for an answer that nobody wrote before', async () => {
    const to = nextMailbox();
    const first = await email(to);
    const second = await email(to, { subject: 'Re: your table' });
    const thread = { inReplyTo: `<${first.messageId}@example.com>` };
    expect(second.email?.thread).toMatchObject(thread);
    // A new email with the old subject is no answer.
    expect((await email(to)).email?.thread).toBeNull();
  });

  test('not that of an email which never went out', async () => {
    const to = nextMailbox();
    await schedule(to, { sendAt: system.inMs(3_600_000) });
    await system.cancel((await schedule(to, { sendAt: system.inMs(3_600_000) })).id);
    provider.answerWith(() => ({ kind: 'refused', code: 'no', detail: 'no' }));
    await email(to);
    provider.answerWith(() => ({ kind: 'ambiguous', code: 'timeout' }));
    const answer = await email(to, { subject: 'Re: Your table' });
    expect(answer.email?.thread).toBeNull();
    provider.answerWith(() => ({ kind: 'accepted', providerMessageId: 'x' }));
    // One that may be out counts.
    const next = await email(to, { subject: 'Re: Your table' });
    expect(next.email?.thread?.inReplyTo).toBe(`<${answer.messageId}@example.com>`);
  });

  test.each([
    ['no list', { a: 1 }],
    ['a text', '<a@x>'],
    ['nested', [['<a@x>'], { b: '<b@x>' }, 7, null]],
    ['injected', ['<a@x>\r\nBcc: victim@example.org', '<a@x> <b@x>']],
    ['endless', Array.from({ length: 5_000 }, () => 'x'.repeat(200))],
  ])('survives ids that are %s', async (_, threadIds) => {
    const to = nextMailbox();
    await receive(to, { threadIds });
    const { email: fields } = await email(to);
    expect(fields?.thread?.inReplyTo).toBe('<b@mail.example>');
    for (const id of fields?.thread?.references ?? []) expect(id).toMatch(/^<[\x21-\x7e]+>$/);
  });

  test('keeps the root and the newest of a thread of hundreds', async () => {
    const to = nextMailbox();
    await receive(to, { threadIds: Array.from({ length: 500 }, (_, index) => `<${index}@x>`) });
    const references = (await email(to)).email?.thread?.references ?? [];
    expect([references.length, references[0], references[1]]).toEqual([20, '<0@x>', '<482@x>']);
    expect(references.slice(-2)).toEqual(['<499@x>', '<b@mail.example>']);
  });
});

describe('what else an email has', () => {
  test("V2: its sender's reply-to, as it is when it goes out", async () => {
    const { id } = await schedule(nextMailbox());
    await sql()`UPDATE senders SET settings = '{"replyTo":"answers@example.com"}' WHERE address = ${FROM}`;
    expect((await send(id)).email?.replyTo).toBe('answers@example.com');
    await sql()`UPDATE senders SET settings = '{}' WHERE address = ${FROM}`;
    expect((await email(nextMailbox())).email?.replyTo).toBeNull();
  });

  test('C6: a link to unsubscribe, only where the workspace asks for it and it leads somewhere', async () => {
    const link = async (publicUrl?: string) =>
      (await send((await schedule(nextMailbox())).id, publicUrl)).email?.unsubscribeUrl;
    const ask = (whether: boolean) => sql()`UPDATE workspaces SET unsubscribe_headers = ${whether}`;
    expect(await link(PUBLIC_URL)).toBeNull();
    await ask(true);
    expect(await link()).toBeNull();
    expect(await link(PUBLIC_URL)).toMatch(
      /^https:\/\/punctual\.example\/unsubscribe\/msg_[0-9a-f-]{36}\.[\w-]{43}$/,
    );
    await ask(false);
  });

  test('nothing of it on other channels', async () => {
    const { id } = await system.schedule();
    expect((await send(id, PUBLIC_URL)).email).toBeNull();
  });
});
