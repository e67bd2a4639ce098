import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { closeLostAttempts } from '#activities/close-lost-attempts';
import { createContact } from '#contacts/create-contact';
import { deleteContact } from '#contacts/delete-contact';
import { applyReceipts } from '#db/messages/apply-receipts';
import { claimMessage } from '#db/messages/claim-messages';
import { reresolveMessages } from '#db/messages/reresolve-messages';
import { ATTEMPT_LOST_AFTER_MS } from '#domain/delivery';
import type { Receipt } from '#domain/receipt';
import { shippedZoneRules } from '#domain/time-zone';
import { webhookEventTypes } from '#domain/webhook';
import { putSuppression } from '#suppressions/put-suppression';
import { rulesBefore2026 } from '#test/domain/rules-before-2026';
import { createRecordingProvider, type RecordingProvider } from '#test/support/recording-provider';
import { createTestActivities, type TestActivities } from '#test/support/test-activities';
import { startTestSystem, type TestSystem } from '#test/support/test-system';
import { addEndpoint, toldOf, typesOf } from './webhook-stage.ts';

const HOUR_MS = 3_600_000;

let system: TestSystem;
let provider: RecordingProvider;
let activities: TestActivities;
let told = 0;

beforeAll(async () => {
  system = await startTestSystem({ worker: false, zoneRules: rulesBefore2026() });
  await addEndpoint(system, webhookEventTypes);
  await system.core.connection.sql`
    UPDATE senders SET provider = 'bluebubbles' WHERE channel = 'imessage'`;
});
afterAll(() => system.stop());
beforeEach(() => {
  provider = createRecordingProvider(system.core.clock);
  activities = createTestActivities(system, provider);
});

const db = () => system.core.connection.db;
const now = () => new Date(system.core.clock.nowMs());
const later = (fields: object = {}) => system.schedule({ sendAt: system.inMs(HOUR_MS), ...fields });

function report(messageId: string, status: Receipt['status'], vendor: Receipt['vendor'] = 'sink') {
  const dedupeKey = `report ${told++}`;
  const receipt = { vendor, dedupeKey, messageId, providerMessageId: null, status };
  return applyReceipts(db(), [{ ...receipt, code: null, at: null }], now());
}

/** Every event says what the row said when it happened; the last one, what it says now. */
async function expectTold(id: string, types: string[]): Promise<void> {
  const events = await toldOf(system, id);
  expect(events.map(({ type }) => type)).toEqual(types);
  const row = await system.row(id);
  expect(events.at(-1)).toMatchObject({ status: row.status, version: row.version });
  const timeline = new Set((await system.events(id)).map((event) => event.id));
  expect(events.every((event) => timeline.has(event.id))).toBe(true);
}

describe('H6: each change of a status is told once, with the message as it is then', () => {
  test('accepted, sent and delivered; claimed is not told', async () => {
    const { id } = await system.schedule({ metadata: { order: '17' } });
    await activities.deliver(id);
    await report(id, 'delivered');
    await expectTold(id, ['message.scheduled', 'message.sent', 'message.delivered']);
    const [scheduled, sent, delivered] = await toldOf(system, id);
    expect(scheduled?.snapshot).toMatchObject({ status: 'scheduled', version: 1, sent_at: null });
    const row = await system.row(id);
    expect(sent?.snapshot).toMatchObject({
      status: 'sent',
      version: 3,
      provider_message_id: `rec_${id}_1`,
      metadata: { order: '17' },
    });
    expect(new Date(sent?.snapshot.sent_at as string)).toEqual(row.sentAt);
    expect(new Date(delivered?.snapshot.delivered_at as string)).toEqual(row.deliveredAt);
  });

  test('failed, with its reason, and delivered after all', async () => {
    provider.answerWith(() => ({ kind: 'refused', code: '21211', detail: 'not a number' }));
    const { id } = await system.schedule();
    await activities.deliver(id);
    await expectTold(id, ['message.scheduled', 'message.failed']);
    const failure = { failure_code: '21211', failure_detail: 'not a number' };
    expect((await toldOf(system, id)).at(-1)?.snapshot).toMatchObject(failure);
    await report(id, 'delivered');
    await expectTold(id, ['message.scheduled', 'message.failed', 'message.delivered']);
  });

  test('undelivered; a report that comes late, or twice, is not told', async () => {
    const { id } = await system.schedule();
    await activities.deliver(id);
    await report(id, 'undelivered');
    await report(id, 'sent');
    await report(id, 'undelivered');
    await expectTold(id, ['message.scheduled', 'message.sent', 'message.undelivered']);
  });

  test('of two reports at once the furthest', async () => {
    const { id } = await system.schedule();
    await claimMessage(db(), id, 1, now());
    const both = (['sent', 'delivered'] as const).map((status) => ({
      ...{ vendor: 'sink' as const, dedupeKey: `report ${told++}`, messageId: id, status },
      ...{ providerMessageId: null, code: null, at: null },
    }));
    await applyReceipts(db(), both, now());
    await expectTold(id, ['message.scheduled', 'message.delivered']);
  });

  test('what could not be sent yet is no news; unknown is, and what it turns out to be', async () => {
    provider.answerWith(() => ({ kind: 'not_sent', code: 'econnrefused' }));
    const { id } = await system.schedule();
    await activities.deliver(id);
    expect(await typesOf(system, id)).toEqual(['message.scheduled']);
    provider.answerWith(() => ({ kind: 'ambiguous', code: 'timeout' }));
    system.passMs(10_000);
    await activities.deliver(id);
    await expectTold(id, ['message.scheduled', 'message.unknown']);
    await report(id, 'sent');
    await expectTold(id, ['message.scheduled', 'message.unknown', 'message.sent']);
  });

  test('an attempt whose worker died', async () => {
    const { id } = await system.schedule();
    await claimMessage(db(), id, 1, now());
    system.passMs(ATTEMPT_LOST_AFTER_MS + 1);
    await closeLostAttempts(activities.deps);
    await closeLostAttempts(activities.deps);
    await expectTold(id, ['message.scheduled', 'message.unknown']);
  });

  test('canceled, once, however often it is asked for', async () => {
    const { id } = await later();
    await system.cancel(id);
    await system.cancel(id);
    await expectTold(id, ['message.scheduled', 'message.canceled']);
    const [, canceled] = await toldOf(system, id);
    expect(canceled?.snapshot).toMatchObject({ cancel_reason: 'requested' });
  });

  test('C4, C6: canceled with its contact, and by an opt-out', async () => {
    const phones = [{ number: '+12125557001' }];
    const contact = await system.act((scope) =>
      createContact(system.core, scope, { name: 'Ana', phones, emails: [] }),
    );
    const ofContact = await later({ to: undefined, contactId: contact.id });
    await system.act((scope) => deleteContact(scope, contact.id));
    await expectTold(ofContact.id, ['message.scheduled', 'message.canceled']);
    const toAddress = await later({ to: '+12125557002' });
    const address = { address: '+12125557002', channel: 'sms' as const, pointer: '' };
    await system.act((scope) => putSuppression(scope, address, 'opted_out'));
    await expectTold(toAddress.id, ['message.scheduled', 'message.canceled']);
    const [, canceled] = await toldOf(system, toAddress.id);
    expect(canceled?.snapshot).toMatchObject({ cancel_reason: 'opted_out' });
  });

  test('rescheduled; an edit of the text is not told', async () => {
    const { id } = await later();
    await system.edit(id, { text: 'Another' });
    await system.edit(id, { sendAt: system.inMs(2 * HOUR_MS) });
    await expectTold(id, ['message.scheduled', 'message.rescheduled']);
    const [, moved] = await toldOf(system, id);
    expect(new Date(moved?.snapshot.send_at as string)).toEqual((await system.row(id)).sendAt);
  });

  test('moved by new zone rules', async () => {
    const year = now().getUTCFullYear() + (now().getUTCMonth() < 1 ? 0 : 1);
    const local = { sendAt: `${year}-01-15T09:00`, timeZone: 'America/Vancouver' };
    const { id } = await system.schedule(local);
    await reresolveMessages(db(), shippedZoneRules(), now());
    await expectTold(id, ['message.scheduled', 'message.rescheduled']);
  });
});

describe('H6: an iMessage that goes as SMS', () => {
  const imessage = async (n: number) =>
    (await system.schedule({ channel: 'imessage', to: `+1212555800${n}` })).id;

  test('after a failure that is reported before its provider answers', async () => {
    const id = await imessage(1);
    await claimMessage(db(), id, 1, now());
    await report(id, 'failed', 'bluebubbles');
    await expectTold(id, ['message.scheduled', 'message.unknown']);
    expect((await system.row(id)).status).toBe('unknown');
  });

  test('and of whose SMS nobody knows stays sent: no change is told', async () => {
    const id = await imessage(2);
    await activities.deliver(id);
    system.passMs(HOUR_MS);
    provider.answerWith(() => ({ kind: 'ambiguous', code: 'timeout' }));
    await activities.deliver(id);
    expect((await system.events(id)).at(-1)?.kind).toBe('unknown');
    expect((await system.row(id)).status).toBe('sent');
    expect(await typesOf(system, id)).toEqual(['message.scheduled', 'message.sent']);
  });
});
