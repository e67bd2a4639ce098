import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ContactChanges } from '#contacts/contact-input';
import { createContact } from '#contacts/create-contact';
import { editContact } from '#contacts/edit-contact';
import { AppError } from '#domain/errors';
import type { MessageInput } from '#messages/message-input';
import { eventually } from '#test/support/eventually';
import { startTestSystem, type TestSystem } from '#test/support/test-system';
import { editWorkspace } from '#workspaces/edit-workspace';

const HOUR_MS = 3_600_000;

let system: TestSystem;
beforeAll(async () => {
  system = await startTestSystem();
});
afterAll(() => system.stop());

const choose = (rerenderOnContactChange: boolean) =>
  system.act((scope) => editWorkspace(system.core, scope, { rerenderOnContactChange }, null));
const addContact = async (firstName = 'Ana', variables: Record<string, string> = {}) => {
  const phones = [{ number: '+12125550188' }, { number: '+12125550189' }];
  const emails = [{ address: 'ana@example.com' }];
  const input = { name: 'Ana Lima', firstName, phones, emails, variables };
  return (await system.act((scope) => createContact(system.core, scope, input))).id;
};
const change = (id: string, changes: ContactChanges) =>
  system.act((scope) => editContact(system.core, scope, id, changes, null));
const schedule = (contactId: string, overrides: Partial<MessageInput> = {}) =>
  system.schedule({
    contactId,
    to: undefined,
    text: 'Hi {{ firstName }}',
    sendAt: system.inMs(HOUR_MS),
    ...overrides,
  });
const rerenderings = async (id: string) =>
  (await system.events(id))
    .filter(({ kind }) => kind === 'rerendered')
    .map(({ details }) => details);

test('N9: unless its workspace wants it, what was accepted is sent', async () => {
  await choose(false);
  const contactId = await addContact();
  const { id } = await schedule(contactId);
  await change(contactId, { firstName: 'Eva' });
  expect(await system.row(id)).toMatchObject({ text: 'Hi Ana', version: 1 });
});

test('N9: pending texts follow their contact, the optimizer’s too, and say so', async () => {
  await choose(true);
  const contactId = await addContact('Ana', { plan: 'gold' });
  const optimize = { window: '72h', fallback: 'windowEnd' } as const;
  const messages = [
    await schedule(contactId, { text: '{{ firstName }} {{ plan }} {{ phone }}' }),
    await schedule(contactId, {
      text: '{{ firstName }} {{ timeZone | default: "-" }}',
      sendAt: undefined,
      optimize,
    }),
  ];
  await change(contactId, {
    firstName: 'Eva',
    timeZone: 'Europe/Vienna',
    variables: { plan: 'silver' },
    phones: [{ number: '+12125550189' }],
  });
  const rows = await Promise.all(messages.map(({ id }) => system.row(id)));
  expect(rows.map(({ text, version }) => [text, version])).toEqual([
    ['Eva silver +12125550189', 2],
    ['Eva Europe/Vienna', 2],
  ]);
  for (const { id } of messages) {
    expect(await rerenderings(id)).toEqual([{ kept: false, fields: ['text'] }]);
  }
});

test('N9: what would not change is left alone, and so is what has no template', async () => {
  await choose(true);
  const contactId = await addContact();
  const plain = await schedule(contactId, { text: 'Hi' });
  const same = await schedule(contactId, { text: '{{ name }}' });
  const own = await schedule(contactId, { variables: { firstName: 'Cleo' } });
  await change(contactId, { firstName: 'Eva' });
  for (const { id, text } of [plain, same, own]) {
    expect(await system.row(id)).toMatchObject({ text, version: 1 });
    expect(await rerenderings(id)).toEqual([]);
  }
});

test('N9: what cannot be rendered any more stays as it was, and says why', async () => {
  await choose(true);
  const contactId = await addContact('Ana', { plan: 'gold', shop: 'Linz' });
  const text = 'Hi {{ firstName }}, {{ plan }} {{ shop }}';
  const { id } = await schedule(contactId, { text });
  await change(contactId, { firstName: 'Eva', variables: {} });
  await change(contactId, { variables: { plan: 'x'.repeat(1_600), shop: 'Linz' } });
  expect(await system.row(id)).toMatchObject({ text: 'Hi Ana, gold Linz', version: 1 });
  expect(await rerenderings(id)).toEqual([
    { kept: true, why: 'variables_missing', missing: ['plan', 'shop'] },
    { kept: true, why: 'validation_failed', missing: [] },
  ]);
  await change(contactId, { variables: { plan: 'tin', shop: 'Graz' } });
  expect(await system.row(id)).toMatchObject({ text: 'Hi Eva, tin Graz', version: 2 });
});

test('N9: what goes out is of the contact as it was last, once', async () => {
  await choose(true);
  const contactId = await addContact();
  const { id } = await schedule(contactId, { sendAt: system.inMs(2_500) });
  await system.untilWorkflow(id, 'RUNNING');
  await change(contactId, { firstName: 'Eva' });
  await system.untilStatus(id, 'sent');
  const sunk = await system.sunk(id);
  expect(sunk.map(({ text }) => text)).toEqual(['Hi Eva']);
});

test('N9: more than a chunk of them follow in one go', async () => {
  await choose(true);
  const contactId = await addContact();
  const ids: string[] = [];
  for (let index = 0; index < 120; index++) ids.push((await schedule(contactId)).id);
  const startedMs = performance.now();
  await change(contactId, { firstName: 'Eva' });
  console.log(`120 rendered anew in ${Math.round(performance.now() - startedMs)} ms`);
  const texts = await Promise.all(ids.map(async (id) => (await system.row(id)).text));
  expect(new Set(texts)).toEqual(new Set(['Hi Eva']));
});

/** Tries a change that a claim may win against. */
async function tryTo(work: Promise<unknown>): Promise<void> {
  await work.catch((error: unknown) => {
    if (!(error instanceof AppError)) throw error;
    expect(['already_sending', 'final']).toContain(error.code);
  });
}

test('N9: against claims and edits, each goes out whole, old or new, and none is lost', async () => {
  await choose(true);
  const contactId = await addContact('n0');
  const ids = await Promise.all(
    Array.from({ length: 50 }, async (_, index) => {
      // Over two seconds, so that claims come between the changes.
      const sendAt = system.inMs(3_000 + index * 40);
      const content = {
        subject: 'For {{ firstName }}',
        text: 'Dear {{ firstName }}',
        html: '<p>{{ firstName }}</p>',
      };
      return (await schedule(contactId, { channel: 'email', ...content, sendAt })).id;
    }),
  );
  let isOver = false;
  const wentOutAs: string[] = [];
  const names = new Set(['n0']);
  const renaming = (async () => {
    for (let count = 1; !isOver; count++) {
      names.add(`n${count}`);
      await change(contactId, { firstName: `n${count}` });
    }
  })();
  const editing = (async () => {
    for (let round = 0; !isOver; round++) {
      const id = ids[round % ids.length] ?? '';
      await tryTo(system.edit(id, { text: `Hello ${round} {{ firstName }}` }));
      await tryTo(system.edit(id, { metadata: { round: String(round) } }));
    }
  })();
  await eventually(
    'all sent',
    async () => {
      const rows = await Promise.all(ids.map((id) => system.row(id)));
      return rows.every(({ status }) => status === 'sent');
    },
    40_000,
  );
  isOver = true;
  await Promise.all([renaming, editing]);
  for (const id of ids) {
    const [only, ...more] = await system.sunk(id);
    expect(more).toEqual([]);
    const name = only?.subject?.replace('For ', '') ?? '';
    expect(names).toContain(name);
    expect(only?.text).toMatch(new RegExp(`^(Dear|Hello \\d+) ${name}$`));
    expect(only?.html).toBe(`<p>${name}</p>`);
    // A claimed message is left alone: its row says what went out.
    const { subject, text, html } = await system.row(id);
    expect({ subject, text, html }).toEqual({
      subject: only?.subject,
      text: only?.text,
      html: only?.html,
    });
    wentOutAs.push(name);
  }
  console.log(`${names.size} names; 50 messages went out under ${new Set(wentOutAs).size} of them`);
  expect(system.logLines.filter((line) => line.includes('40P01'))).toEqual([]);
});

test('N9: a change waits for the first of its messages, and holds none of the later ones', async () => {
  await choose(true);
  const contactId = await addContact();
  const [first, second] = [(await schedule(contactId)).id, (await schedule(contactId)).id];
  const { sql } = system.core.connection;
  let changing: Promise<unknown> | undefined;
  await sql.begin(async (tx) => {
    await tx`SELECT id FROM messages WHERE id = ${first} FOR UPDATE`;
    changing = change(contactId, { firstName: 'Eva' });
    await eventually('the change waits', async () => {
      const waiting = await sql`SELECT pid FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event_type = 'Lock'`;
      return waiting.length > 0;
    });
    // As a STOP does, which takes both in order of their ids.
    await tx`SELECT id FROM messages WHERE id = ${second} FOR UPDATE NOWAIT`;
    await tx`UPDATE messages SET text = 'Hello', version = version + 1,
      templates = '{"text": "Hello {{ firstName }}"}' WHERE id = ${first}`;
    await tx`UPDATE messages SET status = 'canceled', cancel_reason = 'requested' WHERE id = ${second}`;
  });
  await changing;
  expect((await system.row(first)).text).toBe('Hello Eva');
  expect(await system.row(second)).toMatchObject({ text: 'Hi Ana', status: 'canceled' });
});

test('N9: a template that is edited in while its contact changes is of the contact as it is', async () => {
  await choose(true);
  const contactId = await addContact('n0');
  const { id } = await schedule(contactId, { text: 'plain' });
  for (let round = 1; round <= 15; round++) {
    await Promise.all([
      system.edit(id, { text: `${round} {{ firstName }}` }),
      change(contactId, { firstName: `n${round}` }),
    ]);
    expect((await system.row(id)).text).toBe(`${round} n${round}`);
    // A plain text asks nothing of the contact, and waits for no change of it.
    await Promise.all([
      change(contactId, { firstName: `m${round}` }),
      system.edit(id, { text: 'plain' }),
    ]);
    expect(await system.row(id)).toMatchObject({ text: 'plain', templates: null });
  }
});

test('N9: what goes wrong on the way takes the contact’s change back with it', async () => {
  await choose(true);
  const contactId = await addContact();
  const { id } = await schedule(contactId);
  const broken = system.act(async (scope) => {
    await editContact(system.core, scope, contactId, { firstName: 'Eva' }, null);
    throw new Error('killed half way');
  });
  await expect(broken).rejects.toThrow('killed half way');
  expect(await system.row(id)).toMatchObject({ text: 'Hi Ana', version: 1 });
  expect(await rerenderings(id)).toEqual([]);
  await change(contactId, { firstName: 'Eva' });
  await change(contactId, { firstName: 'Eva' });
  expect(await system.row(id)).toMatchObject({ text: 'Hi Eva', version: 2 });
});
