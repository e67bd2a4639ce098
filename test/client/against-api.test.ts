import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildMessage, inHours } from '#test/support/builders';
import { listen } from '#test/support/listen';
import { startTestApp, type TestApp } from '#test/support/test-app';
import {
  createPunctual,
  type NewMessage,
  type Punctual,
} from '../../src/client/create-punctual.ts';

let t: TestApp;
let server: Awaited<ReturnType<typeof listen>>;
let punctual: Punctual;
beforeAll(async () => {
  t = await startTestApp();
  server = await listen(t.app.fetch);
  punctual = createPunctual({ url: server.url, key: t.adminKey });
});
afterAll(async () => {
  server.close();
  await t.stop();
});

const message = (overrides = {}) => buildMessage(overrides) as unknown as NewMessage;

describe('the client, against an API', () => {
  test('schedules, gets, edits and cancels a message, and tells its timeline', async () => {
    const made = await punctual.messages.schedule(message());
    expect(await punctual.messages.get(made.id)).toEqual(made);
    const edited = await punctual.messages.edit(made.id, { text: 'Later' }, { ifVersion: 1 });
    expect([edited.text, edited.version]).toEqual(['Later', 2]);
    await expect(
      punctual.messages.edit(made.id, { text: 'x' }, { ifVersion: 1 }),
    ).rejects.toMatchObject({ code: 'version_mismatch', status: 412 });
    expect((await punctual.messages.cancel(made.id)).status).toBe('canceled');
    const { data } = await punctual.messages.timeline(made.id);
    expect(data.map(({ kind }) => kind)).toEqual(['accepted', 'edited', 'canceled']);
    expect((await punctual.messages.preview(message())).segments?.count).toBe(1);
  });

  test('B3: a request whose answer is lost is made once', async () => {
    let lost = 0;
    const fetch: typeof globalThis.fetch = async (...args) => {
      const answer = await globalThis.fetch(...args);
      if (lost++ > 0) return answer;
      throw new TypeError('the connection broke');
    };
    const shaky = createPunctual({ url: server.url, key: t.adminKey, fetch });
    const made = await shaky.messages.schedule(message({ metadata: { order: 'lost' } }));
    expect(lost).toBe(2);
    const ids: string[] = [];
    for await (const { id, metadata } of punctual.messages.list()) {
      if (metadata.order === 'lost') ids.push(id);
    }
    expect(ids).toEqual([made.id]);
  });

  test('H2: lists all pages, one after the other, or one', async () => {
    const items = Array.from({ length: 25 }, (_, n) => ({ to: `+1212555${1000 + n}` }));
    const defaults = { channel: 'sms' as const, text: 'Hello', sendAt: inHours(3) };
    const { id } = await punctual.batches.create({ defaults, items });
    const batchId = id ?? '';
    const page = await punctual.messages.list({ batchId, limit: 10 }).page();
    expect([page.data.length, typeof page.nextCursor]).toEqual([10, 'string']);
    const ids: string[] = [];
    for await (const it of punctual.messages.list({ batchId, limit: 10 })) ids.push(it.id);
    expect([ids.length, new Set(ids).size]).toEqual([25, 25]);
    const later: string[] = [];
    const cursor = page.nextCursor ?? '';
    for await (const it of punctual.messages.list({ batchId, limit: 10, cursor }))
      later.push(it.id);
    expect(later).toEqual(ids.slice(10));
    expect((await punctual.batches.get(batchId)).total).toBe(25);
    const ofBatch: string[] = [];
    for await (const it of punctual.batches.messages(batchId, { limit: 20 })) ofBatch.push(it.id);
    expect(ofBatch).toEqual(ids);
    const exported: string[] = [];
    for await (const it of punctual.messages.export({ batchId })) exported.push(it.id);
    expect(exported).toEqual(ids);
    const csv = await (await punctual.messages.exportCsv({ batchId })).text();
    expect(csv.split('\r\n').length).toBe(27);
  });

  test('H3: whoever stops an export early ends it', async () => {
    for await (const first of punctual.messages.export()) {
      expect(first.id).toMatch(/^msg_/);
      break;
    }
    await expect(punctual.messages.export({ q: '!' }).next()).rejects.toMatchObject({
      status: 422,
    });
  });

  test('serves contacts, senders, suppressions and the workspace', async () => {
    const { id } = await punctual.contacts.create({
      name: 'Ana Lima',
      phones: [{ number: '+12125550177' }],
    });
    expect((await punctual.contacts.edit(id, { name: 'Ana' })).name).toBe('Ana');
    await punctual.messages.schedule({
      channel: 'sms',
      contactId: id,
      text: 'Hi',
      sendAt: inHours(2),
    });
    const { data } = await punctual.contacts.conversation(id).page();
    expect(data.map(({ kind }) => kind)).toEqual(['message']);
    const found = await punctual.contacts.senders(id, { channel: 'sms' }).page();
    expect(found.data.length).toBeGreaterThan(0);
    expect(await punctual.contacts.delete(id)).toMatchObject({ canceledMessages: 1 });
    await expect(punctual.contacts.get(id)).rejects.toMatchObject({ code: 'not_found' });
    const suppressed = { address: '+12125550178', channel: 'sms' as const };
    await punctual.suppressions.put(suppressed);
    await expect(
      punctual.messages.schedule(message({ to: suppressed.address })),
    ).rejects.toMatchObject({ code: 'recipient_suppressed' });
    expect(await punctual.suppressions.delete(suppressed)).toBe(undefined);
    expect(
      (await punctual.workspace.edit({ imessageFallbackSeconds: 60 })).version,
    ).toBeGreaterThan(1);
    const at = new Date();
    const told = await punctual.engagement.add([
      { address: 'ana@example.com', channel: 'email', kind: 'open', at },
    ]);
    expect(told.accepted).toBe(1);
  });

  test('B2: pauses, resumes and cancels a batch', async () => {
    const items = [{ to: '+12125550191' }, { to: '+12125550192' }];
    const defaults = { channel: 'sms' as const, text: 'Hello', sendAt: inHours(3) };
    const id = (await punctual.batches.create({ defaults, items })).id ?? '';
    expect((await punctual.batches.pause(id)).status).toBe('paused');
    expect((await punctual.batches.resume(id)).status).toBe('running');
    expect((await punctual.batches.cancel(id)).status).toBe('canceled');
    await expect(punctual.batches.resume(id)).rejects.toMatchObject({ code: 'final', status: 409 });
  });

  test('H6: makes an endpoint, edits it, and takes it away', async () => {
    const made = await punctual.webhooks.create({ url: 'https://example.com/hook' });
    expect(made.secret).toMatch(/^whsec_/);
    const off = await punctual.webhooks.edit(made.id, { status: 'disabled' });
    expect([off.status, off.version]).toEqual(['disabled', made.version + 1]);
    expect((await punctual.webhooks.rotateSecret(made.id)).secret).not.toBe(made.secret);
    expect((await punctual.webhooks.deliveries(made.id).page()).data).toEqual([]);
    expect(await punctual.webhooks.delete(made.id)).toBe(undefined);
    expect((await punctual.webhooks.list().page()).data).toEqual([]);
  });

  test('K1: a key that nobody has is told so', async () => {
    const nobody = createPunctual({ url: server.url, key: 'pk_nobody-has-this-one' });
    await expect(nobody.messages.list().page()).rejects.toMatchObject({
      code: 'unauthorized',
      status: 401,
    });
  });
});
