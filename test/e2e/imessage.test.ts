import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createContact } from '#contacts/create-contact';
import { deleteContact } from '#contacts/delete-contact';
import { eventually } from '#test/support/eventually';
import { startVendorStage, type VendorStage } from '#test/support/vendor-stage';

const FALLBACK_MS = 1_000;
const RACERS = 60;

let stage: VendorStage;
let imessage: string;
let sms: string;
let numbers = 0;

beforeAll(async () => {
  stage = await startVendorStage();
  imessage = await stage.addSender({
    channel: 'imessage',
    provider: 'bluebubbles',
    address: '+12125550190',
    name: 'Front desk',
    isDefault: true,
  });
  sms = await stage.addSender({
    channel: 'sms',
    provider: 'twilio',
    address: '+12125550191',
    name: 'Front desk',
    isDefault: true,
  });
  // Shorter than the wire allows: a test waits for it.
  await stage.system.core.connection.db.execute(
    sql`UPDATE workspaces SET imessage_fallback_seconds = ${FALLBACK_MS / 1_000}`,
  );
});
afterAll(() => stage.stop());
beforeEach(() => {
  stage.twilio.callbacks({ mode: 'usual', statuses: ['sent', 'delivered'] });
  stage.bluebubbles.deliveries({ afterMs: 0, times: 1 });
  stage.bluebubbles.faults.always(null);
  stage.bluebubbles.lookupFaults.always(null);
});

/** A number of its own, with iMessage or without. */
function nextNumber(hasImessage = true): string {
  const number = `+1212555${String(3000 + numbers++)}`;
  if (hasImessage) stage.bluebubbles.addresses.add(number);
  return number;
}

const post = (to: string, fields: object = {}) =>
  stage.post({ channel: 'imessage', from: imessage, to, text: 'Héllo 👋', ...fields } as never);
const textsTo = (to: string) => stage.twilio.ledger.entries.filter((entry) => entry.to === to);
const bubblesTo = (to: string) =>
  stage.bluebubbles.ledger.entries.filter((entry) => entry.to === to);
const kinds = async (id: string) => (await stage.system.events(id)).map(({ kind }) => kind);
const bubbleTo = (to: string) => eventually('the iMessage', () => bubblesTo(to)[0]);

describe('N3: who has iMessage', () => {
  test('gets one, and its delivery report ends the waiting for an SMS', async () => {
    const to = nextNumber();
    const sendAt = stage.system.inMs(1_500);
    const id = await post(to, { sendAt });
    await stage.system.untilStatus(id, 'delivered');
    await stage.system.untilNoWorkflow(id);
    const [entry] = bubblesTo(to);
    expect(entry?.acceptedAt.getTime()).toBeGreaterThanOrEqual(Date.parse(sendAt));
    expect(JSON.parse(entry?.rawBody ?? '')).toEqual({
      chatGuid: `iMessage;-;${to}`,
      tempGuid: id,
      message: 'Héllo 👋',
      method: 'apple-script',
    });
    expect(await stage.system.row(id)).toMatchObject({
      nextAttemptAt: null,
      providerMessageId: entry?.guid,
      senderId: imessage,
      fallbackSenderId: sms,
      deliveredAt: expect.any(Date),
    });
    expect(textsTo(to)).toEqual([]);
    expect(await kinds(id)).toEqual(['accepted', 'sending', 'sent', 'delivered']);
  });

  test('and did not get it in time gets one SMS; a report that comes later changes nothing', async () => {
    stage.bluebubbles.deliveries({ afterMs: null });
    const to = nextNumber();
    const id = await post(to);
    const waiting = await stage.system.untilStatus(id, 'sent');
    expect(waiting.nextAttemptAt?.getTime()).toBe((waiting.sentAt?.getTime() ?? 0) + FALLBACK_MS);
    const row = await stage.system.untilStatus(id, 'delivered');
    expect(row).toMatchObject({ fallbackReason: 'imessage_not_delivered', failureCode: null });
    const [text] = textsTo(to);
    expect(text?.sid).toBe(row.providerMessageId);
    expect(Object.fromEntries(text?.params ?? [])).toMatchObject({
      Body: 'Héllo 👋',
      From: '+12125550191',
    });
    expect(text?.acceptedAt.getTime()).toBeGreaterThanOrEqual(
      waiting.nextAttemptAt?.getTime() ?? 0,
    );

    const bubble = await bubbleTo(to);
    const posted = await stage.bluebubbles.report(bubble.guid, { dateDelivered: Date.now() });
    expect(posted?.status).toBe(204);
    const after = await stage.system.row(id);
    expect({ ...after, updatedAt: null }).toEqual({ ...row, updatedAt: null });
    expect((await kinds(id)).at(-1)).toBe('receipt');
    expect(textsTo(to)).toHaveLength(1);
    expect(await stage.system.attempts(id)).toMatchObject([
      { senderId: imessage, outcome: 'accepted' },
      { senderId: sms, outcome: 'accepted' },
    ]);
  });

  test('and the bridge says that it failed gets the SMS at once', async () => {
    stage.bluebubbles.deliveries({ afterMs: null });
    const to = nextNumber();
    await slowly(async () => {
      const id = await post(to);
      await stage.system.untilStatus(id, 'sent');
      const bubble = await bubbleTo(to);
      await stage.bluebubbles.report(bubble.guid, { error: 22 }, 'message-send-error');
      await stage.system.untilStatus(id, 'delivered');
      expect(textsTo(to)).toHaveLength(1);
      expect(await stage.system.events(id)).toContainEqual(
        expect.objectContaining({
          kind: 'receipt',
          details: { provider: 'bluebubbles', status: 'failed', code: 'imessage_22' },
        }),
      );
    });
  });

  test('and whose contact is deleted while the report is awaited gets no SMS', async () => {
    stage.bluebubbles.deliveries({ afterMs: null });
    const number = nextNumber();
    const { id: contactId } = await stage.system.act((scope) =>
      createContact({ zoneRules: stage.system.core.zoneRules } as never, scope, {
        name: 'Ana',
        phones: [{ number }],
        emails: [],
      } as never),
    );
    const id = await post(number, { contactId });
    await stage.system.untilStatus(id, 'sent');
    await stage.system.act((scope) => deleteContact(scope, contactId));
    expect(await kinds(id)).toContain('fallback_dropped');
    await stage.system.untilNoWorkflow(id);
    expect(textsTo(number)).toEqual([]);
    expect(await stage.system.row(id)).toMatchObject({ status: 'sent', nextAttemptAt: null });
  });
});

describe('N3: an SMS at once, with its reason', () => {
  test('for a number without iMessage', async () => {
    const to = nextNumber(false);
    const id = await post(to);
    await stage.system.untilStatus(id, 'delivered');
    expect(bubblesTo(to)).toEqual([]);
    expect(textsTo(to)).toHaveLength(1);
    expect(await reasonOf(id)).toBe('imessage_unavailable');
  });

  test('when the check fails', async () => {
    stage.bluebubbles.lookupFaults.always({ kind: 'answer', status: 500 });
    const to = nextNumber();
    const id = await post(to);
    await stage.system.untilStatus(id, 'delivered');
    expect(bubblesTo(to)).toEqual([]);
    expect(textsTo(to)).toHaveLength(1);
    expect(await reasonOf(id)).toBe('availability_check_failed');
  });

  test('when the bridge takes nothing', async () => {
    stage.bluebubbles.faults.always({ kind: 'answer', status: 401 });
    const to = nextNumber();
    const id = await post(to);
    await stage.system.untilStatus(id, 'delivered');
    expect(textsTo(to)).toHaveLength(1);
    expect(await reasonOf(id)).toBe('http_401');
  });

  test('and while the SMS waits for its provider, it can be canceled', async () => {
    stage.twilio.faults.next({ kind: 'answer', status: 429, code: 20429, retryAfterS: 3_600 });
    const to = nextNumber(false);
    const id = await post(to);
    await eventually('a retry', async () => (await kinds(id)).includes('retry_scheduled'));
    await stage.system.cancel(id);
    await stage.system.untilNoWorkflow(id);
    expect(textsTo(to)).toEqual([]);
  });
});

describe('N3: when nobody knows whether the iMessage went out', () => {
  test('it goes as SMS when no report comes in time', async () => {
    stage.bluebubbles.deliveries({ afterMs: null });
    stage.bluebubbles.faults.next({ kind: 'drop_before_accept' });
    const to = nextNumber();
    const id = await post(to);
    const row = await stage.system.untilStatus(id, 'unknown');
    expect(row.nextAttemptAt).not.toBeNull();
    await stage.system.untilStatus(id, 'delivered');
    expect(textsTo(to)).toHaveLength(1);
    expect(bubblesTo(to)).toEqual([]);
  });

  test('and not when one comes', async () => {
    stage.bluebubbles.faults.next({ kind: 'drop_after_accept' });
    const to = nextNumber();
    const id = await post(to);
    await stage.system.untilStatus(id, 'delivered');
    await stage.system.untilNoWorkflow(id);
    expect(bubblesTo(to)).toHaveLength(1);
    expect(textsTo(to)).toEqual([]);
  });
});

test('N3: reports that race with the fallback: never a second SMS, and none after a report that counted', async () => {
  stage.bluebubbles.deliveries({ afterMs: null });
  const racers = await Promise.all(
    Array.from({ length: RACERS }, async () => {
      const to = nextNumber();
      return { to, id: await post(to) };
    }),
  );
  await Promise.all(
    racers.map(async ({ to, id }, index) => {
      const { sentAt } = await eventually('its iMessage', async () => {
        const row = await stage.system.row(id);
        return row.sentAt && row;
      });
      const [bubble] = bubblesTo(to);
      // On a busy machine the check whether it has iMessage can take too long.
      if (!bubble) return;
      const aimMs = (sentAt?.getTime() ?? 0) + FALLBACK_MS + ((index % 20) - 5) * 20;
      await eventually('its moment', () => stage.system.core.clock.nowMs() >= aimMs);
      await stage.bluebubbles.report(bubble.guid, { dateDelivered: Date.now() });
    }),
  );
  let texts = 0;
  let bubblesAtAll = 0;
  for (const { to, id } of racers) {
    const row = await stage.system.untilStatus(id, 'delivered');
    const sent = textsTo(to).length;
    texts += sent;
    const bubbles = bubblesTo(to).length;
    bubblesAtAll += bubbles;
    expect({ id, sent, bubbles }).toEqual({
      id,
      sent: row.fallbackReason === null ? 0 : 1,
      bubbles: row.fallbackReason === 'availability_check_failed' ? 0 : 1,
    });
  }
  expect(bubblesAtAll).toBeGreaterThan(RACERS / 2);
  expect(texts).toBeGreaterThan(0);
  expect(texts).toBeLessThan(RACERS);
}, 60_000);

test('N3: without a sender for SMS the acceptance warns, and nothing is waited for', async () => {
  const patch = (isDefault: boolean) => stage.patch(`/v1/senders/${sms}`, { isDefault });
  await patch(false);
  try {
    stage.bluebubbles.deliveries({ afterMs: null });
    const id = await post(nextNumber());
    const row = await stage.system.untilStatus(id, 'sent');
    expect(row).toMatchObject({ nextAttemptAt: null, warnings: [{ code: 'no_sms_fallback' }] });
    const none = await post(nextNumber(false));
    expect(await stage.system.untilStatus(none, 'failed')).toMatchObject({
      failureCode: 'imessage_unavailable',
    });
  } finally {
    await patch(true);
  }
});

test('N3: with the bridge down, what is due goes as SMS, with the reason', async () => {
  const to = nextNumber();
  // Known to have iMessage, so that it is sending that fails.
  expect(await stage.get(`/v1/availability?to=${encodeURIComponent(to)}`)).toEqual({
    to,
    imessage: true,
    channel: 'imessage',
  });
  const warm = await post(to);
  await stage.system.untilStatus(warm, 'delivered');
  await stage.bluebubbles.stop();
  const id = await post(to);
  await stage.system.untilStatus(id, 'delivered');
  expect(textsTo(to)).toHaveLength(1);
  expect(await reasonOf(id)).toBe('econnrefused');
  const other = nextNumber();
  expect(await stage.get(`/v1/availability?to=${encodeURIComponent(other)}`)).toEqual({
    to: other,
    imessage: null,
    channel: 'sms',
  });
});

async function reasonOf(id: string): Promise<unknown> {
  const event = (await stage.system.events(id)).find(({ kind }) => kind === 'fallback_scheduled');
  return (event?.details as { code?: string } | undefined)?.code;
}

/** With a fallback time that no test waits for. */
async function slowly(work: () => Promise<void>): Promise<void> {
  const { db } = stage.system.core.connection;
  const set = (seconds: number) =>
    db.execute(sql`UPDATE workspaces SET imessage_fallback_seconds = ${seconds}`);
  await set(3_600);
  try {
    await work();
  } finally {
    await set(FALLBACK_MS / 1_000);
  }
}
