import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newId } from '#db/new-id';
import { buildContact, buildMessage, buildSender, inHours } from '#test/support/builders';
import { startTestApp, type TestApp } from '#test/support/test-app';

type Json = Record<string, unknown>;

let t: TestApp;
beforeAll(async () => {
  t = await startTestApp();
});
afterAll(() => t.stop());

const add = async (path: string, body: object, key = t.adminKey) =>
  (await t.request(`POST /v1/${path}`, { body, key })).json;
const choicesOf = async (contactId: string, what: string, channel: string, key = t.adminKey) =>
  (await t.request(`GET /v1/contacts/${contactId}/${what}?channel=${channel}`, { key })).json.data;
const workspaceOf = async (table: 'contacts' | 'senders', id: string) => {
  const { sql } = t.database.connection;
  const [row] = await sql`SELECT workspace_id AS id FROM ${sql(table)} WHERE id = ${id}`;
  return row?.id as string;
};

interface Reply {
  contactId: string;
  senderId: string;
  from?: string;
}

/** An item of the contact's conversation, newer than those before. */
async function receive({ contactId, senderId, from = '+12125550199' }: Reply): Promise<void> {
  await t.database.connection.sql`
    INSERT INTO replies (id, workspace_id, contact_id, sender_id, channel, from_address, received_at)
    VALUES (${newId('rep')}, ${await workspaceOf('contacts', contactId)}, ${contactId}, ${senderId},
      'sms', ${from}, clock_timestamp())`;
}

describe('N5: GET /v1/contacts/{id}/senders', () => {
  test('shows each number’s name, flags and user: the selected first, then the default, then by name', async () => {
    const key = await t.createWorkspace('Shown');
    const user = { name: 'Bo', email: 'bo@example.com', role: 'user' };
    const { id: userId } = await add('users', user, key);
    const sender = (name: string, overrides = {}) =>
      add('senders', buildSender({ name, ...overrides }), key);
    const late = await sender('B');
    const usual = await sender('Z', { isDefault: true });
    const theirs = await sender('Y', { assignedUserId: userId });
    const service = await sender('A', { address: undefined, serviceSid: 'MG1' });
    await sender('Mail', { channel: 'email', address: 'shown@example.com' });
    const off = await sender('Off');
    await t.request(`PATCH /v1/senders/${off.id}`, { body: { active: false }, key });
    const gone = await sender('Gone');
    await t.request(`DELETE /v1/senders/${gone.id}`, { key });
    const { id: contactId } = await add('contacts', buildContact(), key);
    const list = () => choicesOf(contactId, 'senders', 'sms', key);
    expect((await list()).map((it: Json) => [it.name, it.selected])).toEqual([
      ['Z', true],
      ['A', false],
      ['B', false],
      ['Y', false],
    ]);
    await receive({ contactId, senderId: theirs.id });
    const flags = { isDefault: false, isLastUsed: false, selected: false, assignedUser: null };
    expect(await list()).toEqual([
      {
        ...flags,
        ...{ id: theirs.id, name: 'Y', address: theirs.address },
        ...{ isLastUsed: true, selected: true, assignedUser: { id: userId, name: 'Bo' } },
      },
      { ...flags, id: usual.id, name: 'Z', address: usual.address, isDefault: true },
      { ...flags, id: service.id, name: 'A', address: 'MG1' },
      { ...flags, id: late.id, name: 'B', address: late.address },
    ]);
    for (const id of [off.id, gone.id]) {
      await receive({ contactId, senderId: id });
    }
    // An inactive one gives way to the default; what was deleted was never there.
    expect((await list())[0]).toMatchObject({ name: 'Z', selected: true, isLastUsed: false });
  });

  test('is empty where there is nothing to send from, and one page at all times', async () => {
    const key = await t.createWorkspace('Bare');
    const { id } = await add('contacts', buildContact(), key);
    const answer = await t.request(`GET /v1/contacts/${id}/senders?channel=mms`, { key });
    expect([answer.status, answer.json]).toEqual([200, { data: [], nextCursor: null }]);
  });
});

describe.each(['senders', 'recipients'])('GET /v1/contacts/{id}/%s', (what) => {
  test('needs a channel, and takes nothing else', async () => {
    const { id } = await add('contacts', buildContact());
    for (const query of ['', '?channel=fax', '?channel=sms&limit=3', '?channel=sms&channel=mms']) {
      const answer = await t.request(`GET /v1/contacts/${id}/${what}${query}`);
      expect([query, answer.status]).toEqual([query, 422]);
    }
  });

  test('of a contact that is unknown, deleted or another workspace’s is 404', async () => {
    const alien = await add('contacts', buildContact(), await t.createWorkspace('Other'));
    const { id: deleted } = await add('contacts', buildContact());
    await t.request(`DELETE /v1/contacts/${deleted}`);
    for (const id of [alien.id, deleted, newId('con'), 'con_x']) {
      expect((await t.request(`GET /v1/contacts/${id}/${what}?channel=sms`)).status).toBe(404);
    }
  });
});

describe('N6: GET /v1/contacts/{id}/recipients', () => {
  test('gives phones or emails by the channel, marks what is suppressed', async () => {
    const { id } = await add('contacts', {
      name: 'Ana',
      phones: [
        { number: '+12125550111', label: 'work' },
        { number: '+12125550112', primary: true },
      ],
      emails: [{ address: 'ana@example.com' }],
    });
    await t.database.connection.sql`
      INSERT INTO suppressions (workspace_id, channel, address, reason, created_at)
      VALUES (${t.workspaceId}, 'sms', '+12125550112', 'opted_out', now())`;
    const flags = { isPrimary: false, isLastUsed: false, selected: false, suppressed: false };
    const work = { ...flags, address: '+12125550111', label: 'work' };
    const main = {
      ...flags,
      address: '+12125550112',
      label: null,
      isPrimary: true,
      selected: true,
    };
    expect(await choicesOf(id, 'recipients', 'mms')).toEqual([{ ...main, suppressed: true }, work]);
    expect(await choicesOf(id, 'recipients', 'whatsapp')).toEqual([main, work]);
    expect(await choicesOf(id, 'recipients', 'email')).toEqual([
      { ...flags, address: 'ana@example.com', label: null, isPrimary: true, selected: true },
    ]);
  });
});

const lastUsedSenders = ['none', 'active', 'inactive', 'deleted', 'of mms'] as const;
const defaultSenders = ['none', 'active', 'inactive', 'last used itself'] as const;
const senderCases = lastUsedSenders.flatMap((lastUsed) =>
  defaultSenders.flatMap((usual) => [true, false].map((chosen) => ({ lastUsed, usual, chosen }))),
);

describe('N5: what a message goes out from', () => {
  test.each(senderCases)('last used $lastUsed, default $usual, chosen $chosen', async (given) => {
    const key = await t.createWorkspace(`N5 ${JSON.stringify(given)}`);
    const { id: contactId } = await add('contacts', buildContact(), key);
    const sender = (overrides = {}) => add('senders', buildSender(overrides), key);
    const chosen = await sender({ name: 'caller' });
    const isItself = given.usual === 'last used itself';
    const channel = given.lastUsed === 'of mms' ? 'mms' : 'sms';
    const last = await sender({ name: 'last_used', channel, isDefault: isItself });
    const usual = isItself
      ? last
      : await sender({ name: 'default', isDefault: given.usual !== 'none' });
    if (given.lastUsed !== 'none') await receive({ contactId, senderId: last.id });
    const off = { body: { active: false }, key };
    if (given.usual === 'inactive') await t.request(`PATCH /v1/senders/${usual.id}`, off);
    if (given.lastUsed === 'inactive') await t.request(`PATCH /v1/senders/${last.id}`, off);
    if (given.lastUsed === 'deleted') await t.request(`DELETE /v1/senders/${last.id}`, { key });
    const from = given.chosen ? chosen.id : undefined;
    const body = buildMessage({ contactId, to: undefined, from });
    const preview = await t.request('POST /v1/messages/preview', { body, key });
    const made = await t.request('POST /v1/messages', { body, key });
    const batch = await add('batches', { items: [body] }, key);

    const isDefaultThere = given.usual === 'active' || (isItself && given.lastUsed === 'none');
    const byUs = given.lastUsed === 'active' ? 'last_used' : isDefaultThere ? 'default' : null;
    const expected = given.chosen ? 'caller' : byUs;
    if (expected === null) {
      expect([preview.json.code, made.json.code]).toEqual(['sender_required', 'sender_required']);
      expect(batch.rejected).toMatchObject([{ index: 0, code: 'sender_required' }]);
    } else {
      const { id } = { caller: chosen, last_used: last, default: usual }[expected];
      expect(preview.json.explanation.sender).toEqual({ id, chosenBy: expected });
      expect(made.json.from.id).toBe(id);
      const listed = (await t.request(`GET /v1/batches/${batch.id}/messages`, { key })).json;
      expect(listed.data[0].from.id).toBe(id);
    }
    const selected = (await choicesOf(contactId, 'senders', 'sms', key)).find(
      (it: Json) => it.selected,
    );
    expect(selected?.id).toBe(
      byUs === null ? undefined : { last_used: last, default: usual }[byUs].id,
    );
  });
});

const phones = ['+12125550121', '+12125550122'];
const recipientCases = ['none', ...phones, '+12125550199', 'ana@example.com'].flatMap((lastUsed) =>
  phones.flatMap((primary) =>
    [undefined, ...phones, '+12125550199'].map((to) => ({ lastUsed, primary, to })),
  ),
);

describe('N6: where a message goes', () => {
  test.each(recipientCases)('last used $lastUsed, primary $primary, to $to', async (given) => {
    const { id: contactId } = await add('contacts', {
      name: 'Ana',
      phones: phones.map((number) => ({ number, primary: number === given.primary })),
      emails: [{ address: 'ana@example.com' }],
    });
    const { id: senderId } = await add('senders', buildSender());
    if (given.lastUsed !== 'none') await receive({ contactId, senderId, from: given.lastUsed });
    const body = buildMessage({ contactId, to: given.to, sendAt: inHours(1) });
    const answer = await t.request('POST /v1/messages/preview', { body });
    const usual = phones.includes(given.lastUsed) ? given.lastUsed : given.primary;
    if (given.to === '+12125550199') {
      expect([answer.status, answer.json.errors[0].pointer]).toEqual([422, '/to']);
    } else {
      expect(answer.json.to).toBe(given.to ?? usual);
    }
    const choices = await choicesOf(contactId, 'recipients', 'sms');
    expect(choices[0]).toMatchObject({ address: usual, selected: true });
    expect(choices.map((it: Json) => it.selected)).toEqual([true, false]);
    const mail = buildMessage({ contactId, to: undefined, channel: 'email', subject: 'x' });
    const email = await t.request('POST /v1/messages/preview', { body: mail });
    expect(email.json.to).toBe('ana@example.com');
  });
});
