import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createContact } from '#contacts/create-contact';
import { deleteContact } from '#contacts/delete-contact';
import { editContact } from '#contacts/edit-contact';
import { getConversation } from '#contacts/get-conversation';
import { cloneMessages } from '#test/support/clone-messages';
import { eventually } from '#test/support/eventually';
import { HOUR_MS, type QuietStage, startQuietStage } from '#test/support/quiet-stage';
import type { RecordingProvider } from '#test/support/recording-provider';
import type { TestActivities } from '#test/support/test-activities';
import type { TestSystem } from '#test/support/test-system';

let stage: QuietStage;
let system: TestSystem;
let provider: RecordingProvider;
let activities: TestActivities;

beforeAll(async () => {
  stage = await startQuietStage();
  system = stage.system;
});
afterAll(() => system.stop());
beforeEach(async () => {
  await stage.reset();
  ({ provider, activities } = stage);
});

const deliver = (id: string) => activities.deliver(id);

describe('T7: what is due in quiet hours', () => {
  test('waits until they are over, though they were set after it was accepted', async () => {
    const { id, sendAt } = await system.schedule();
    const until = await stage.beQuiet(3);
    const { version } = await system.row(id);
    expect(await deliver(id)).toEqual({
      kind: 'moved',
      version: version + 2,
      dueAtMs: until.getTime(),
    });
    expect(provider.calls).toEqual([]);
    expect(await system.row(id)).toMatchObject({
      status: 'scheduled',
      nextAttemptAt: until,
      timingReason: 'quiet_hours',
      sendAt,
      failureCode: null,
    });
    expect(await stage.last(id)).toMatchObject({
      kind: 'postponed',
      details: {
        from: expect.any(String),
        until: until.toISOString(),
        timeZone: 'UTC',
        zoneOf: 'workspace',
      },
    });
    expect(await system.attempts(id)).toMatchObject([{ outcome: 'not_sent', code: 'quiet_hours' }]);
    await stage.passUntil(until);
    expect(await deliver(id)).toMatchObject({ kind: 'done', status: 'sent' });
    expect(provider.callsFor(id)).toHaveLength(1);
    expect(provider.callsFor(id)[0]?.atMs).toBeGreaterThanOrEqual(until.getTime());
  });

  test("goes by the contact's clocks as they are then", async () => {
    const phones = [{ number: '+12125550171' }];
    const contact = await system.act((scope) =>
      createContact(system.core, scope, { name: 'Ana', phones, emails: [], timeZone: 'UTC' }),
    );
    const { id } = await system.schedule({ contactId: contact.id, to: undefined });
    const until = await stage.beQuiet(3);
    // Half a day away it is not quiet, and then it is again.
    const zone = (timeZone: string) =>
      system.act((scope) => editContact(system.core, scope, contact.id, { timeZone }, null));
    await zone('Etc/GMT+12');
    const other = await system.schedule({ contactId: contact.id, to: undefined });
    await zone('UTC');
    await deliver(id);
    expect(await stage.last(id)).toMatchObject({
      kind: 'postponed',
      details: { zoneOf: 'contact' },
    });
    expect((await system.row(id)).nextAttemptAt).toEqual(until);
    const page = { limit: 10, from: null };
    const { data } = await system.act((scope) =>
      getConversation(system.core, scope, contact.id, page),
    );
    const label = expect.stringContaining(`${until.toISOString().slice(11, 16)} UTC`);
    expect(data.find((item) => item.id === id)).toMatchObject({ label });
    await zone('Etc/GMT+12');
    await deliver(other.id);
    expect((await system.row(other.id)).status).toBe('sent');
  });

  test('a crowd that the sweep claims waits, and goes once each when they are over', async () => {
    const { id } = await system.schedule();
    const ids = [id, ...(await cloneMessages(system, id, 199))];
    const until = await stage.beQuiet(3);
    system.passMs(200);
    const startedAtMs = performance.now();
    const sweep = activities.startSweep();
    const { sql } = system.core.connection;
    await eventually('all of them postponed', async () => {
      const [row] = await sql`SELECT count(*)::int FROM messages
        WHERE id = ANY(${ids}) AND status = 'scheduled' AND next_attempt_at = ${until.toISOString()}`;
      return row?.count === 200;
    });
    console.log(`200 postponed in ${Math.round(performance.now() - startedAtMs)} ms`);
    expect(provider.calls).toEqual([]);
    await stage.passUntil(new Date(until.getTime() + 200));
    const sent = () => provider.calls.map(({ message }) => message.messageId);
    const theirs = () => sent().filter((each) => ids.includes(each));
    await eventually('all of them sent', () => theirs().length >= 200);
    await sweep.stop();
    expect(theirs().sort()).toEqual(ids.sort());
  });

  test('C1, C2, C4: can be canceled, edited and deleted meanwhile', async () => {
    const phones = [{ number: '+12125550172' }];
    const contact = await system.act((scope) =>
      createContact(system.core, scope, { name: 'Ana', phones, emails: [] }),
    );
    const [canceled, edited, moved] = [
      await system.schedule(),
      await system.schedule(),
      await system.schedule(),
    ];
    const deleted = await system.schedule({ contactId: contact.id, to: undefined });
    const until = await stage.beQuiet(3);
    const ids = [canceled, edited, moved, deleted].map(({ id }) => id);
    for (const id of ids) await deliver(id);
    await system.cancel(canceled.id);
    await system.edit(edited.id, { text: 'At nine.' });
    expect(await system.row(edited.id)).toMatchObject({
      nextAttemptAt: until,
      timingReason: 'quiet_hours',
    });
    const free = new Date(until.getTime() + HOUR_MS);
    await system.edit(moved.id, { sendAt: free.toISOString() });
    expect(await system.row(moved.id)).toMatchObject({
      nextAttemptAt: null,
      sendAt: free,
      timingReason: 'requested',
    });
    const answer = await system.act((scope) => deleteContact(scope, contact.id));
    expect(answer).toMatchObject({ canceledMessages: 1 });
    await stage.passUntil(until);
    for (const id of ids.filter((each) => each !== moved.id)) await deliver(id);
    expect(provider.calls.map(({ message }) => message.messageId)).toEqual([edited.id]);
  });
});
