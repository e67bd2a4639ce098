import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSender } from '#senders/create-sender';
import { deleteSender } from '#senders/delete-sender';
import { editSender } from '#senders/edit-sender';
import { eventually } from '#test/support/eventually';
import { startTestSystem, type TestSystem } from '#test/support/test-system';

let system: TestSystem;
let numbers = 0;

beforeAll(async () => {
  system = await startTestSystem();
});
afterAll(() => system.stop());

const addSender = (isDefault = false) =>
  system.act((scope) => {
    const address = `+1212557${1000 + numbers++}`;
    return createSender(scope, { channel: 'sms', provider: 'sink', address, name: 'L', isDefault });
  });

describe('N4: a sender that a message waits for', () => {
  test.each([
    ['sender_inactive', 'is inactive'],
    ['sender_unknown', 'was deleted'],
  ])('fails it when it is due, with a reason that names it: %s', async (code, why) => {
    const sender = await addSender();
    const { id } = await system.schedule({ from: sender.id, sendAt: system.inMs(1_500) });
    await system.act(async (scope) => {
      if (code === 'sender_unknown') await deleteSender(scope, sender.id);
      else await editSender(scope, sender.id, { active: false }, null);
    });
    const row = await system.untilStatus(id, 'failed');
    expect([row.failureCode, row.failureDetail]).toEqual([code, `the sender ${sender.id} ${why}`]);
    const event = await eventually('the failure on the timeline', async () =>
      (await system.events(id)).find(({ kind }) => kind === 'failed'),
    );
    expect(event.details).toMatchObject({ code });
    expect(await system.sunk(id)).toEqual([]);
  });

  test('sends it when it is active again before it is due', async () => {
    const sender = await addSender();
    const { id } = await system.schedule({ from: sender.id, sendAt: system.inMs(1_500) });
    await system.act((scope) => editSender(scope, sender.id, { active: false }, null));
    await system.act((scope) => editSender(scope, sender.id, { active: true }, null));
    await system.untilStatus(id, 'sent');
  });
});

describe('N4: the default of a channel', () => {
  const choose = () => system.schedule({ sendAt: system.inMs(3_600_000) });

  test('that was deactivated or deleted is none: from is required until there is another', async () => {
    const sender = await addSender(true);
    expect((await choose()).from.id).toBe(sender.id);
    await system.act((scope) => editSender(scope, sender.id, { active: false }, null));
    await expect(choose()).rejects.toMatchObject({ code: 'sender_required' });
    await system.act((scope) => editSender(scope, sender.id, { active: true }, null));
    expect((await choose()).from.id).toBe(sender.id);
    await system.act((scope) => deleteSender(scope, sender.id));
    await expect(choose()).rejects.toMatchObject({ code: 'sender_required' });
    const next = await addSender(true);
    expect((await choose()).from.id).toBe(next.id);
  });

  test('is refused of one that is inactive, and stays with the one that has it', async () => {
    const [first, second] = [await addSender(true), await addSender()];
    await system.act((scope) => editSender(scope, second.id, { active: false }, null));
    const promote = (changes: object) =>
      system.act((scope) => editSender(scope, second.id, { isDefault: true, ...changes }, null));
    await expect(promote({})).rejects.toMatchObject({ code: 'validation_failed' });
    await expect(promote({ active: false })).rejects.toMatchObject({ code: 'validation_failed' });
    expect((await choose()).from.id).toBe(first.id);
    expect((await promote({ active: true })).isDefault).toBe(true);
    expect((await choose()).from.id).toBe(second.id);
  });

  test('is one, whichever edits, creations and deletions meet', async () => {
    const { sql } = system.core.connection;
    const lines = await Promise.all(Array.from({ length: 4 }, () => addSender()));
    for (let round = 0; round < 10; round++) {
      const doomed = await addSender();
      const results = await Promise.allSettled([
        ...lines.map(({ id }) =>
          system.act((scope) => editSender(scope, id, { isDefault: true }, null)),
        ),
        addSender(true),
        system.act((scope) => editSender(scope, doomed.id, { isDefault: true }, null)),
        system.act((scope) => deleteSender(scope, doomed.id)),
      ]);
      const codes = results.flatMap((it) => (it.status === 'rejected' ? [it.reason.code] : []));
      for (const code of codes) expect(['not_found', 'version_mismatch']).toContain(code);
      const [row] = await sql`SELECT count(*)::int AS count FROM senders
        WHERE channel = 'sms' AND is_default AND deleted_at IS NULL`;
      expect(row?.count).toBeLessThanOrEqual(1);
    }
  });
});
