import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startVendorStage, type VendorStage } from '#test/support/vendor-stage';

const OUR_NUMBER = '+12125550188';
const RACERS = 300;
const ACCEPT_MS = 20_000;
// As many a second as have workflows that wake in time.
const EVERY_MS = 50;
const AROUND_MS = 100;
const CLAIM_AHEAD_MS = 10;

let stage: VendorStage;
let from: string;

beforeAll(async () => {
  stage = await startVendorStage();
  const sender = { channel: 'sms', provider: 'twilio', address: OUR_NUMBER, name: 'Desk' } as const;
  from = await stage.addSender(sender);
  stage.twilio.callbacks({ mode: 'none' });
});
afterAll(() => stage.stop());

const inbound = (number: string, body: string, more: object = {}) =>
  stage.twilio.inbound({
    url: `${stage.url}/providers/twilio/inbound`,
    from: number,
    to: OUR_NUMBER,
    body,
    ...more,
  });

test('C6: STOP is answered, cancels, and ends the workflow; START lets messages go again', async () => {
  const to = '+12125559001';
  const message = { channel: 'sms', from, to, text: 'Hello' } as const;
  const id = await stage.post({ ...message, sendAt: stage.system.inMs(3_600_000) });
  await stage.system.untilWorkflow(id, 'RUNNING');
  expect((await inbound(to, 'Stop')).status).toBe(204);
  expect(await stage.system.row(id)).toMatchObject({
    status: 'canceled',
    cancelReason: 'opted_out',
  });
  await stage.system.untilWorkflow(id, 'COMPLETED');
  await expect(stage.post(message)).rejects.toThrow(/422.*recipient_suppressed/);
  await inbound(to, 'START');
  await stage.system.untilStatus(await stage.post(message), 'sent');
});

test("C6: Twilio's own word for the wish counts, and a forged one does not", async () => {
  const message = { channel: 'sms', from, to: '+12125559002', text: 'Hello' } as const;
  const sendAt = stage.system.inMs(3_600_000);
  const id = await stage.post({ ...message, sendAt });
  expect(
    (await inbound(message.to, 'no more please', { forged: true, optOutType: 'STOP' })).status,
  ).toBe(403);
  expect((await stage.system.row(id)).status).toBe('scheduled');
  await inbound(message.to, 'no more please', { optOutType: 'STOP' });
  expect((await stage.system.row(id)).status).toBe('canceled');
});

test('C6: of 300 that stop around their send time, each is canceled and never sent, or was claimed before', {
  timeout: 180_000,
}, async () => {
  const firstMs = Date.now() + ACCEPT_MS;
  const racers = Array.from({ length: RACERS }, (_, index) => ({
    number: `+1212556${String(1000 + index)}`,
    // Each at an instant of its own, so that its own workflow sends it on that.
    dueAtMs: firstMs + index * EVERY_MS,
    // From before the claim until after it, in no order.
    stopAtMs: firstMs + index * EVERY_MS - AROUND_MS + ((index * 37) % (2 * AROUND_MS)),
  }));
  const ids = await Promise.all(
    racers.map(({ number, dueAtMs }) => {
      const sendAt = new Date(dueAtMs).toISOString();
      return stage.post({ channel: 'sms', from, to: number, text: 'Hello', sendAt });
    }),
  );
  expect(Date.now()).toBeLessThan(firstMs - AROUND_MS);

  const answeredAtMs = await Promise.all(
    racers.map(async ({ number, stopAtMs }) => {
      await sleep(Math.max(0, stopAtMs - Date.now()));
      expect((await inbound(number, 'STOP')).status).toBe(204);
      return Date.now();
    }),
  );

  const counts = { canceled: 0, sent: 0 };
  for (const [index, id] of ids.entries()) {
    const racer = racers[index];
    const sent = () => stage.twilio.ledger.entries.filter(({ to }) => to === racer?.number);
    if ((await stage.system.row(id)).status === 'canceled') {
      expect(sent()).toEqual([]);
      counts.canceled++;
    } else {
      await stage.system.untilStatus(id, 'sent');
      expect(sent()).toHaveLength(1);
      // Claimed before the answer, or it would be canceled.
      expect(answeredAtMs[index]).toBeGreaterThan((racer?.dueAtMs ?? 0) - CLAIM_AHEAD_MS);
      counts.sent++;
    }
  }
  console.log(
    `STOP around the send time: ${counts.canceled} canceled, ${counts.sent} claimed before`,
  );
  expect(counts.canceled + counts.sent).toBe(RACERS);
  expect(Math.min(counts.canceled, counts.sent)).toBeGreaterThan(0);
});

test('V2: what is answered comes into the conversation, also when it is STOP, and told twice it is there once', async () => {
  const number = '+12125559003';
  const headers = {
    Authorization: `Bearer ${stage.system.key}`,
    'Content-Type': 'application/json',
  };
  const body = JSON.stringify({ name: 'Ana', phones: [{ number }], emails: [] });
  const made = await fetch(`${stage.url}/v1/contacts`, { method: 'POST', headers, body });
  const { id } = (await made.json()) as { id: string };
  const message = await stage.post({ channel: 'sms', from, contactId: id, text: 'Hello' });
  await stage.system.untilStatus(message, 'sent');
  const sid = `SM${'7'.repeat(32)}`;
  for (const _ of [1, 2]) await inbound(number, 'D\u00e9j\u00e0\0 \u{1f44d}', { sid });
  await inbound(number, 'STOP', { mediaUrls: ['https://example.com/a.png'] });
  const answer = await fetch(`${stage.url}/v1/contacts/${id}/conversation`, { headers });
  expect(answer.status).toBe(200);
  const { data } = (await answer.json()) as { data: object[] };
  expect(data).toMatchObject([
    { kind: 'reply', text: 'STOP', channel: 'mms', mediaUrls: ['https://example.com/a.png'] },
    {
      kind: 'reply',
      text: 'D\u00e9j\u00e0 \u{1f44d}',
      channel: 'sms',
      messageId: message,
      from: number,
    },
    { kind: 'message', id: message, status: 'sent' },
  ]);
});
