import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildContact, buildMessage, buildSender, inHours } from '#test/support/builders';
import { startTestApp, type TestApp } from '#test/support/test-app';

const kinds = ['default', 'mine', "another's", "nobody's", 'last used', 'inactive'] as const;
type Kind = (typeof kinds)[number];

let t: TestApp;
const keys: Record<string, string> = {};
const senders = {} as Record<Kind, string>;
let foreign: string;
let email: string;

beforeAll(async () => {
  t = await startTestApp();
  const me = await addUser('user');
  const other = await addUser('user');
  Object.assign(keys, { user: me.key, admin: (await addUser('admin')).key });
  const assignedUserId = other.id;
  // Assigned to another: what makes them usable is the rule that names them.
  senders.default = await addSender({ isDefault: true, assignedUserId });
  senders.mine = await addSender({ assignedUserId: me.id });
  senders["another's"] = await addSender({ assignedUserId });
  senders["nobody's"] = await addSender();
  senders['last used'] = await addSender({ assignedUserId });
  senders.inactive = await addSender();
  await t.request(`PATCH /v1/senders/${senders.inactive}`, { body: { active: false } });
  email = await addSender({ channel: 'email', address: 'desk@example.com' });
  foreign = await addSender({}, await t.createWorkspace('Other'));
});
afterAll(() => t.stop());

async function addUser(role: 'admin' | 'user'): Promise<{ id: string; key: string }> {
  const body = { name: role, email: `${Math.random()}@example.com`, role };
  const { id } = (await t.request('POST /v1/users', { body })).json;
  return { id, key: (await t.request('POST /v1/keys', { body: { userId: id } })).json.key };
}

async function addSender(overrides = {}, key = t.adminKey): Promise<string> {
  const answer = await t.request('POST /v1/senders', { body: buildSender(overrides), key });
  return answer.json.id;
}

/** With whom the sender "last used" was, and no other. */
async function addContact(): Promise<string> {
  const { id } = (await t.request('POST /v1/contacts', { body: buildContact() })).json;
  const message = await schedule(t.adminKey, id, senders['last used']);
  await t.database.connection.sql`UPDATE messages SET status = 'sent', sent_at = now()
    WHERE id = ${message.json.id}`;
  return id;
}

const toMessage = (contactId: string, from?: string) =>
  buildMessage({ contactId, to: undefined, from, sendAt: inHours(1) });
const schedule = (key: string, contactId: string, from?: string) =>
  t.request('POST /v1/messages', { body: toMessage(contactId, from), key });

/** What was answered, in a word: `ok`, or the refusal's code. */
const outcome = ({ status, json }: { status: number; json: { code?: string } }) =>
  status < 300 ? 'ok' : `${status} ${json.code}`;

/** A message that an admin scheduled from the sender, while it was active. */
async function scheduleAnyhow(contactId: string, from: string): Promise<string> {
  const { id } = (await schedule(t.adminKey, contactId, senders.default)).json;
  await t.database.connection.sql`UPDATE messages SET sender_id = ${from} WHERE id = ${id}`;
  return id;
}

type Ask = (key: string, contactId: string, from: string) => Promise<string>;
const actions: Record<string, Ask> = {
  list: async (key, contactId, from) => {
    const line = `GET /v1/contacts/${contactId}/senders?channel=sms`;
    const { data } = (await t.request(line, { key })).json;
    return data.some((it: { id: string }) => it.id === from) ? 'listed' : '-';
  },
  schedule: async (key, contactId, from) => outcome(await schedule(key, contactId, from)),
  preview: async (key, contactId, from) =>
    outcome(
      await t.request('POST /v1/messages/preview', { body: toMessage(contactId, from), key }),
    ),
  patch: async (key, contactId, from) => {
    const { id } = (await schedule(t.adminKey, contactId, senders.default)).json;
    return outcome(await t.request(`PATCH /v1/messages/${id}`, { body: { from }, key }));
  },
  batch: async (key, contactId, from) => {
    const body = { items: [toMessage(contactId, from)] };
    const { rejected } = (await t.request('POST /v1/batches', { body, key })).json;
    return rejected[0]?.code ?? 'ok';
  },
  'edit the text of': async (key, contactId, from) => {
    const id = await scheduleAnyhow(contactId, from);
    return outcome(await t.request(`PATCH /v1/messages/${id}`, { body: { text: 'x' }, key }));
  },
  cancel: async (key, contactId, from) => {
    const id = await scheduleAnyhow(contactId, from);
    return outcome(await t.request(`POST /v1/messages/${id}/cancel`, { key }));
  },
};

const no = '403 sender_not_allowed';
const off = '422 sender_inactive';
const table: [string, Kind, string[]][] = [
  // role, sender, list, schedule, preview, patch, batch, edit the text of, cancel
  ['admin', 'default', ['listed', 'ok', 'ok', 'ok', 'ok', 'ok', 'ok']],
  ['admin', 'mine', ['listed', 'ok', 'ok', 'ok', 'ok', 'ok', 'ok']],
  ['admin', "another's", ['listed', 'ok', 'ok', 'ok', 'ok', 'ok', 'ok']],
  ['admin', "nobody's", ['listed', 'ok', 'ok', 'ok', 'ok', 'ok', 'ok']],
  ['admin', 'last used', ['listed', 'ok', 'ok', 'ok', 'ok', 'ok', 'ok']],
  ['admin', 'inactive', ['-', off, off, off, 'sender_inactive', 'ok', 'ok']],
  ['user', 'default', ['listed', 'ok', 'ok', 'ok', 'ok', 'ok', 'ok']],
  ['user', 'mine', ['listed', 'ok', 'ok', 'ok', 'ok', 'ok', 'ok']],
  ['user', "another's", ['-', no, no, no, 'sender_not_allowed', no, 'ok']],
  ['user', "nobody's", ['listed', 'ok', 'ok', 'ok', 'ok', 'ok', 'ok']],
  ['user', 'last used', ['listed', 'ok', 'ok', 'ok', 'ok', 'ok', 'ok']],
  ['user', 'inactive', ['-', off, off, off, 'sender_inactive', 'ok', 'ok']],
];
const cells = table.flatMap(([role, kind, outcomes]) =>
  Object.keys(actions).map((action, at) => [role, action, kind, outcomes[at] ?? ''] as const),
);

describe('N7: who may use which number', () => {
  test.each(cells)('%s: %s %s: %s', async (role, action, kind, expected) => {
    const contactId = await addContact();
    expect(await actions[action]?.(keys[role] ?? '', contactId, senders[kind])).toBe(expected);
  });

  test('the number last used with one contact is not the user’s for another, nor for a quick send', async () => {
    const { id } = (await t.request('POST /v1/contacts', { body: buildContact() })).json;
    const from = senders['last used'];
    expect(await actions.list?.(keys.user ?? '', id, from)).toBe('-');
    expect(outcome(await schedule(keys.user ?? '', id, from))).toBe(no);
    const quick = buildMessage({ from });
    const answer = await t.request('POST /v1/messages', { body: quick, key: keys.user ?? '' });
    expect([outcome(answer), answer.json.errors[0].pointer]).toEqual([no, '/from']);
  });

  test('what nobody has, what is of another channel and another workspace’s are unknown alike', async () => {
    const contactId = await addContact();
    for (const key of Object.values(keys)) {
      for (const from of ['snd_x', email, foreign]) {
        const answers = [
          await schedule(key, contactId, from),
          await t.request(`PATCH /v1/messages/${await scheduleAnyhow(contactId, senders.mine)}`, {
            body: { from },
            key: t.adminKey,
          }),
        ];
        for (const answer of answers) {
          expect(outcome(answer)).toBe('422 sender_unknown');
          expect(answer.json.detail).toBe('from names no sender for sms');
        }
      }
    }
  });

  test('whose a number is comes before its state: an inactive one of another is not allowed', async () => {
    const contactId = await addContact();
    const { assignedUserId } = (await t.request(`GET /v1/senders/${senders["another's"]}`)).json;
    const from = await addSender({ assignedUserId });
    await t.request(`PATCH /v1/senders/${from}`, { body: { active: false } });
    expect(outcome(await schedule(keys.user ?? '', contactId, from))).toBe(no);
    expect(outcome(await schedule(keys.admin ?? '', contactId, from))).toBe(off);
  });

  test('whatever is changed of a message from another’s number is refused, until it names another', async () => {
    const contactId = await addContact();
    const id = await scheduleAnyhow(contactId, senders["another's"]);
    const patch = async (body: Record<string, unknown>) =>
      outcome(await t.request(`PATCH /v1/messages/${id}`, { body, key: keys.user ?? '' }));
    const changes = [{ sendAt: inHours(2) }, { metadata: null }, { to: null }, { variables: {} }];
    for (const change of changes) expect(await patch(change)).toBe(no);
    expect(await patch({ text: 'x', from: null })).toBe('ok');
    expect(await patch({ text: 'y' })).toBe('ok');
  });

  test('N3: the sender of an iMessage’s SMS is ours to choose, and needs no permission', async () => {
    const contactId = await addContact();
    const body = { channel: 'imessage', contactId, text: 'Hello', sendAt: inHours(1) };
    const message = await t.request('POST /v1/messages', { body, key: keys.user ?? '' });
    expect([message.status, message.json.warnings]).toEqual([201, []]);
    const [row] = await t.database.connection
      .sql`SELECT fallback_sender_id AS id FROM messages WHERE id = ${message.json.id}`;
    expect(row?.id).toBe(senders['last used']);
  });
});
