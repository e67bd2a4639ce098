import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newId } from '#db/new-id';
import { shippedZoneRules } from '#domain/time-zone';
import type { TemplateBook, TemplateState } from '#domain/whatsapp-template';
import { buildMessage, buildSender, inHours } from '#test/support/builders';
import { startTestApp, type TestApp } from '#test/support/test-app';
import { openBatch, putLines } from '#test/support/uploads';

let t: TestApp;
beforeAll(async () => {
  t = await startTestApp();
});
afterAll(() => t.stop());

const HOUR_MS = 3_600_000;
const contentSid = `HX${'0'.repeat(32)}`;
const codesOf = (json: { warnings: { code: string }[] }) => json.warnings.map(({ code }) => code);

let numbers = 0;
const nextNumber = () => `+1212555${String(2000 + numbers++)}`;

/** What a POST answers; a preview of the same body says the same. */
async function accept(body: Record<string, unknown>) {
  const preview = await t.request('POST /v1/messages/preview', { body });
  const { status, json } = await t.request('POST /v1/messages', { body });
  expect([preview.status, status]).toEqual([200, 201]);
  expect(preview.json.warnings).toEqual(json.warnings);
  return json;
}

async function edit(id: string, body: Record<string, unknown>) {
  const { status, json } = await t.request(`PATCH /v1/messages/${id}`, { body });
  expect(status).toBe(200);
  expect((await t.request(`GET /v1/messages/${id}`)).json.warnings).toEqual(json.warnings);
  return codesOf(json);
}

async function receive(from: string, at: Date, channel = 'whatsapp') {
  await t.database.connection.sql`
    INSERT INTO replies (id, workspace_id, sender_id, channel, from_address, text, received_at)
    SELECT ${newId('rep')}, workspace_id, id, ${channel}, ${from}, 'Hello', ${at.toISOString()}
    FROM senders WHERE workspace_id = ${t.workspaceId} AND channel = ${channel} AND is_default`;
}

describe('N8: a text on WhatsApp, outside of the 24 hours after the recipient wrote', () => {
  const build = (overrides: Record<string, unknown> = {}) =>
    buildMessage({ channel: 'whatsapp', to: nextNumber(), ...overrides });
  const outside = ['outside_reply_window'];

  test('is accepted with a warning, which tells no number', async () => {
    const to = nextNumber();
    const { warnings } = await accept(build({ to }));
    expect(warnings).toMatchObject([{ code: 'outside_reply_window' }]);
    expect(JSON.stringify(warnings)).not.toContain(to);
    expect(codesOf(await accept(build({ sendAt: undefined })))).toEqual(outside);
  });

  test('goes without one as a template, and on every other channel', async () => {
    expect(codesOf(await accept(build({ text: undefined, contentSid })))).toEqual([]);
    expect(codesOf(await accept(build({ channel: 'sms' })))).toEqual([]);
  });

  test.each([
    [1, []],
    [0, outside],
    [-1, outside],
  ])('who wrote 24 hours before the send time, and %i ms later: %j', async (ms, expected) => {
    const [to, sendAt] = [nextNumber(), inHours(5)];
    await receive(to, new Date(Date.parse(sendAt) - 24 * HOUR_MS + ms));
    expect(codesOf(await accept(build({ to, sendAt })))).toEqual(expected);
  });

  test('what was written by SMS, by another number or to another workspace opens no window', async () => {
    const [to, now] = [nextNumber(), new Date()];
    await receive(to, now, 'sms');
    await receive(nextNumber(), now);
    expect(codesOf(await accept(build({ to })))).toEqual(outside);
    await receive(to, now);
    expect(codesOf(await accept(build({ to })))).toEqual([]);
    const key = await t.createWorkspace('elsewhere');
    const sender = buildSender({ channel: 'whatsapp', isDefault: true });
    await t.request('POST /v1/senders', { body: sender, key });
    const foreign = await t.request('POST /v1/messages', { body: build({ to }), key });
    expect(codesOf(foreign.json)).toEqual(outside);
  });

  test('C2: an edit keeps it true, whatever it changes', async () => {
    const [known, stranger] = [nextNumber(), nextNumber()];
    await receive(known, new Date());
    const { id, warnings } = await accept(build({ to: known }));
    expect(warnings).toEqual([]);
    expect(await edit(id, { sendAt: inHours(25) })).toEqual(outside);
    expect(await edit(id, { sendAt: inHours(23) })).toEqual([]);
    expect(await edit(id, { to: stranger })).toEqual(outside);
    expect(await edit(id, { text: null, contentSid })).toEqual([]);
    expect(await edit(id, { text: 'Hello', contentSid: null })).toEqual(outside);
    await receive(stranger, new Date());
    expect(await edit(id, { text: 'Hello again' })).toEqual([]);
  });
});

describe('N3: an iMessage that nothing can send as SMS', () => {
  const build = () => buildMessage({ channel: 'imessage', to: nextNumber() });

  test('C2: is accepted with a warning, and an edit keeps it true', async () => {
    const { json } = await t.request('GET /v1/senders?limit=100');
    const usual = json.data.find(
      (it: { channel: string; isDefault: boolean }) => it.channel === 'sms' && it.isDefault,
    );
    const patch = (body: object) => t.request(`PATCH /v1/senders/${usual.id}`, { body });
    const covered = await accept(build());
    expect(covered.warnings).toEqual([]);
    await patch({ isDefault: false });
    const bare = await accept(build());
    expect(codesOf(bare)).toEqual(['no_sms_fallback']);
    // What was chosen for it before can still be used.
    expect(await edit(covered.id, { text: 'Hello' })).toEqual([]);
    await patch({ active: false });
    expect(await edit(covered.id, { text: 'Hello again' })).toEqual(['no_sms_fallback']);
    await patch({ active: true, isDefault: true });
    expect(await edit(bare.id, { text: 'Hello' })).toEqual([]);
    const rows = await t.database.connection.sql`
      SELECT fallback_sender_id AS id FROM messages WHERE id = ${bare.id}`;
    expect(rows[0]?.id).toBe(usual.id);
  });
});

describe('N8: a template, as far as its provider lets us see', () => {
  const states = new Map<string, TemplateState>();
  const looked: string[] = [];
  let w: TestApp;
  let from: string;

  beforeAll(async () => {
    const templates: TemplateBook = {
      look: async (sid) => void looked.push(sid),
      known: (sid) => states.get(sid) ?? null,
    };
    w = await startTestApp({ messageDeps: { zoneRules: shippedZoneRules(), templates } });
    const sender = { channel: 'whatsapp', provider: 'twilio', address: '+12125550166', name: 'WA' };
    from = (await w.request('POST /v1/senders', { body: sender })).json.id;
  });
  afterAll(() => w.stop());

  const post = async (more: object = {}) => {
    const body = { channel: 'whatsapp', to: nextNumber(), from, contentSid, sendAt: inHours(1) };
    const { status, json } = await w.request('POST /v1/messages', { body: { ...body, ...more } });
    expect(status).toBe(201);
    return json;
  };

  test('is looked up before the message is accepted, and one that is not there is said', async () => {
    states.set(contentSid, { kind: 'missing' });
    expect(codesOf(await post())).toEqual(['template_unknown']);
    expect(looked).toContain(contentSid);
  });

  test('one that misses variables is said, until an edit brings them', async () => {
    states.set(contentSid, { kind: 'found', approval: 'approved', placeholders: ['1'] });
    const made = await post();
    expect(codesOf(made)).toEqual(['template_variables_missing']);
    const body = { contentVariables: { '1': 'Ana' } };
    const { json } = await w.request(`PATCH /v1/messages/${made.id}`, { body });
    expect(codesOf(json)).toEqual([]);
  });

  test('is looked up for the last line of an upload, which has no end', async () => {
    const sid = contentSid.replace(/.$/, '9');
    states.set(sid, { kind: 'missing' });
    const defaults = { channel: 'whatsapp', from, sendAt: inHours(1) };
    const id = await openBatch(w, { defaults });
    await putLines(w, id, { bytes: `to,contentSid\n${nextNumber()},${sid}` });
    expect(looked).not.toContain(sid);
    await w.request(`POST /v1/batches/${id}/close`);
    expect(looked).toContain(sid);
    const { json } = await w.request(`GET /v1/batches/${id}/messages`);
    expect(json.data.map(codesOf)).toEqual([['template_unknown']]);
  });

  test('nothing is said where nothing is known, nor of another provider', async () => {
    states.delete(contentSid);
    expect(codesOf(await post())).toEqual([]);
    states.set(contentSid, { kind: 'missing' });
    expect(codesOf(await post({ from: undefined }))).toEqual([]);
  });
});
