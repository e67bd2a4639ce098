import twilio from 'twilio';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FakeTwilio, startFakeTwilio } from '#test/support/fakes/fake-twilio';
import { type Received, type Receiver, startReceiver } from './start-receiver.ts';

const account = { accountSid: `AC${'ab'.repeat(16)}`, authToken: 'token' };

let fake: FakeTwilio;
let receiver: Receiver;

beforeEach(async () => {
  [fake, receiver] = await Promise.all([startFakeTwilio(account), startReceiver()]);
});
afterEach(() => Promise.all([fake.stop(), receiver.stop()]));

async function send(path = '/200/message-1?x=a%20b'): Promise<string> {
  const client = twilio(account.accountSid, account.authToken);
  client.api.baseUrl = fake.url;
  const hello = { to: '+12025550123', from: '+12025550100', body: 'Hello' };
  const { sid } = await client.messages.create({ ...hello, statusCallback: receiver.url + path });
  return sid;
}

function isGenuine({ url, headers, body }: Received, token = account.authToken): boolean {
  const signature = String(headers['x-twilio-signature']);
  return twilio.validateRequest(token, signature, url, toParams(body));
}

function toParams(body: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(body));
}

function statuses(): (string | undefined)[] {
  return receiver.received.entries.map(({ body }) => toParams(body).MessageStatus);
}

describe('status callbacks', () => {
  it('come signed, sent and then delivered, after the answer', async () => {
    const sid = await send();
    await fake.whenIdle();
    expect(statuses()).toEqual(['sent', 'delivered']);
    const [first] = receiver.received.entries;
    expect(first && isGenuine(first)).toBe(true);
    expect(toParams(first?.body ?? '')).toEqual({
      MessageSid: sid,
      SmsSid: sid,
      MessageStatus: 'sent',
      SmsStatus: 'sent',
      To: '+12025550123',
      From: '+12025550100',
      AccountSid: account.accountSid,
      ApiVersion: '2010-04-01',
    });
    expect(fake.message(sid).status).toBe('delivered');
  });

  it('are kept with what they were answered, or that nobody did', async () => {
    await send('/503');
    await fake.whenIdle();
    expect(fake.posts.map(({ status, answer }) => [status, answer])).toEqual([
      [503, 'received'],
      [503, 'received'],
    ]);
    await receiver.stop();
    await send();
    await fake.whenIdle();
    expect(fake.posts.at(-1)).toMatchObject({ status: null, answer: null });
    expect(fake.posts.at(-1)?.error).toMatch(/ECONNREFUSED/);
  });

  it('do not come when told so, though the message is delivered', async () => {
    fake.callbacks({ mode: 'none' });
    const sid = await send();
    await fake.whenIdle();
    expect([statuses(), fake.message(sid).status]).toEqual([[], 'delivered']);
  });

  it('come before the answer', async () => {
    fake.callbacks({ mode: 'early' });
    const sent = send();
    await receiver.received.whenHolding(2);
    expect(fake.ledger.entries).toHaveLength(1);
    const sid = await sent;
    expect(receiver.received.entries.map(({ body }) => toParams(body).MessageSid)).toEqual([
      sid,
      sid,
    ]);
  });

  it('come before the answer that never comes', async () => {
    fake.callbacks({ mode: 'early' });
    fake.faults.next({ kind: 'drop_after_accept' });
    await expect(send()).rejects.toThrow('socket hang up');
    expect(statuses()).toEqual(['sent', 'delivered']);
  });

  it('come for what was accepted and never answered', async () => {
    fake.faults.next({ kind: 'hang_after_accept' });
    const sent = expect(send()).rejects.toThrow('socket hang up');
    await receiver.received.whenHolding(2);
    await fake.stop();
    await sent;
  });

  it('come twice each', async () => {
    fake.callbacks({ mode: 'twice' });
    await send();
    await fake.whenIdle();
    expect(statuses()).toEqual(['sent', 'sent', 'delivered', 'delivered']);
  });

  it('come in the wrong order', async () => {
    fake.callbacks({ mode: 'reordered' });
    const sid = await send();
    await fake.whenIdle();
    expect([statuses(), fake.message(sid).status]).toEqual([['delivered', 'sent'], 'delivered']);
  });

  it('come from a forger', async () => {
    fake.callbacks({ mode: 'forged' });
    await send();
    await fake.whenIdle();
    expect(receiver.received.entries.map((each) => isGenuine(each))).toEqual([false, false]);
  });

  it('tell a failure with its code', async () => {
    fake.callbacks({ statuses: ['sent', 'undelivered'], errorCode: 30003 });
    const sid = await send();
    await fake.whenIdle();
    const codes = receiver.received.entries.map(({ body }) => toParams(body).ErrorCode);
    expect(codes).toEqual([undefined, '30003']);
    expect(fake.message(sid)).toMatchObject({ status: 'undelivered', error_code: 30003 });
  });

  it('come by hand', async () => {
    fake.callbacks({ statuses: [] });
    const sid = await send();
    const posted = await fake.callback(sid, 'failed', { errorCode: 30007 });
    expect(posted.status).toBe(200);
    const [first] = receiver.received.entries;
    expect(first && isGenuine(first)).toBe(true);
    expect(toParams(first?.body ?? '')).toMatchObject({ ErrorCode: '30007', SmsStatus: 'failed' });
    expect(fake.message(sid).status).toBe('failed');
    await fake.callback(sid, 'delivered', { forged: true });
    expect(receiver.received.entries.map((each) => isGenuine(each))).toEqual([true, false]);
    expect(fake.message(sid).status).toBe('failed');
  });
});

describe('a message that comes in', () => {
  const stop = { from: '+12025550123', to: '+12025550100', body: 'STOP' };

  it('is posted signed, with its media', async () => {
    const mediaUrls = ['https://example.com/1.jpg'];
    const url = `${receiver.url}/200`;
    await fake.inbound({ ...stop, body: 'Hé & ho', mediaUrls, url });
    const [received] = receiver.received.entries;
    expect(received && isGenuine(received)).toBe(true);
    expect(toParams(received?.body ?? '')).toMatchObject({
      MessageSid: expect.stringMatching(/^MM[0-9a-f]{32}$/),
      From: stop.from,
      To: stop.to,
      Body: 'Hé & ho',
      NumMedia: '1',
      MediaUrl0: mediaUrls[0],
    });
  });

  it('opts its sender out, and in again', async () => {
    const url = `${receiver.url}/200`;
    await fake.inbound({ ...stop, optOutType: 'STOP', url });
    expect(toParams(receiver.received.entries[0]?.body ?? '').OptOutType).toBe('STOP');
    await expect(send()).rejects.toMatchObject({ code: 21610 });
    await fake.inbound({ ...stop, body: 'START', optOutType: 'START', url });
    expect(await send()).toMatch(/^SM/);
  });

  it('can be posted again, or by a forger', async () => {
    const again = { ...stop, url: `${receiver.url}/200`, sid: `SM${'1'.repeat(32)}` };
    await fake.inbound(again);
    await fake.inbound(again);
    await fake.inbound({ ...again, forged: true });
    const { entries } = receiver.received;
    expect(new Set(entries.map(({ body }) => body)).size).toBe(1);
    expect(entries.map((each) => isGenuine(each))).toEqual([true, true, false]);
  });
});
