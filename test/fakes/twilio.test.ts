import twilio from 'twilio';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FakeTwilio, startFakeTwilio } from '#test/support/fakes/fake-twilio';
import { readParam } from '#test/support/fakes/twilio-message';

const account = { accountSid: `AC${'ab'.repeat(16)}`, authToken: 'token' };
const hello = { to: '+12025550123', from: '+12025550100', body: 'Hello' };

let fake: FakeTwilio;
let client: ReturnType<typeof twilio>;

function connect(authToken = account.authToken): ReturnType<typeof twilio> {
  const made = twilio(account.accountSid, authToken);
  made.api.baseUrl = fake.url;
  return made;
}

beforeAll(async () => {
  fake = await startFakeTwilio(account);
  fake.callbacks({ mode: 'none' });
  client = connect();
});
afterAll(() => fake.stop());

describe('a message to the fake Twilio', () => {
  it('is created, and comes back with all fields', async () => {
    const created = await client.messages.create(hello);
    expect(created.toJSON()).toEqual({
      accountSid: account.accountSid,
      apiVersion: '2010-04-01',
      body: 'Hello',
      dateCreated: expect.any(Date),
      dateUpdated: expect.any(Date),
      dateSent: null,
      direction: 'outbound-api',
      errorCode: null,
      errorMessage: null,
      from: hello.from,
      messagingServiceSid: null,
      numMedia: '0',
      numSegments: '1',
      price: null,
      priceUnit: 'USD',
      sid: expect.stringMatching(/^SM[0-9a-f]{32}$/),
      status: 'queued',
      subresourceUris: { media: expect.stringContaining('/Media.json') },
      to: hello.to,
      uri: expect.stringMatching(/^\/2010-04-01\/Accounts\/AC.*\/Messages\/SM.*\.json$/),
    });
    expect(Date.now() - created.dateCreated.getTime()).toBeLessThan(10_000);
  });

  it('is kept with every parameter in order, and its bytes', async () => {
    const mediaUrl = ['https://example.com/1.jpg', 'https://example.com/2.jpg'];
    const { sid, numMedia } = await client.messages.create({ ...hello, mediaUrl });
    const entry = fake.ledger.entries.find((each) => each.sid === sid);
    expect([sid.slice(0, 2), numMedia]).toEqual(['MM', '2']);
    expect(entry?.params).toEqual([
      ['To', hello.to],
      ['From', hello.from],
      ['Body', 'Hello'],
      ['MediaUrl', mediaUrl[0]],
      ['MediaUrl', mediaUrl[1]],
    ]);
    expect(entry?.rawBody).toMatch(/^To=%2B12025550123&.*MediaUrl=.*&MediaUrl=/);
    expect(entry?.headers.authorization).toMatch(/^Basic /);
    expect(entry?.acceptedAt).toBeInstanceOf(Date);
  });

  it('counts as accepted only, until its messaging service has found a number', async () => {
    const messagingServiceSid = `MG${'0'.repeat(32)}`;
    const created = await client.messages.create({ to: hello.to, messagingServiceSid, body: 'Hi' });
    expect([created.status, created.from]).toEqual(['accepted', null]);
    await fake.whenIdle();
    const later = await client.messages(created.sid).fetch();
    expect([later.status, later.from]).toEqual(['delivered', '+15005550006']);
  });

  it('can be fetched, and has been delivered by then', async () => {
    const { sid } = await client.messages.create(hello);
    await fake.whenIdle();
    const fetched = await client.messages(sid).fetch();
    expect(fetched).toMatchObject({ sid, status: 'delivered', body: 'Hello' });
    expect(fetched.dateSent).toBeInstanceOf(Date);
  });

  it('may be as long as 1600 characters', async () => {
    await client.messages.create({ ...hello, body: 'x'.repeat(1600) });
    const { rawBody, params } = fake.ledger.entries.at(-1) ?? { rawBody: '', params: [] };
    expect([rawBody.includes('Body=xxx'), readParam(params, 'Body')?.length]).toEqual([true, 1600]);
  });

  it.each([
    [21211, { ...hello, to: '2025550123' }],
    [21602, { ...hello, body: '' }],
    [21603, { to: hello.to, body: 'Hello' }],
    [21604, { ...hello, to: '' }],
    [21610, { ...hello, to: '+12025550199' }],
    [21617, { ...hello, body: 'x'.repeat(1601) }],
    [21619, { to: hello.to, from: hello.from }],
    [21910, { ...hello, to: `whatsapp:${hello.to}` }],
    [35126, { ...hello, scheduleType: 'fixed' as const, sendAt: new Date() }],
  ])('is refused with code %i', async (code, message) => {
    fake.optOut('+12025550199');
    const before = fake.ledger.entries.length;
    const error = await client.messages.create(message).catch((thrown) => thrown);
    expect(error).toBeInstanceOf(twilio.RestException);
    const moreInfo = `https://www.twilio.com/docs/errors/${code}`;
    expect(error).toMatchObject({ status: 400, code, moreInfo });
    expect(fake.ledger.entries).toHaveLength(before);
  });
});

describe('a request to the fake Twilio', () => {
  it('is refused with another token', async () => {
    await expect(connect('another').messages.create(hello)).rejects.toMatchObject({
      status: 401,
      code: 20003,
      message: 'Authenticate',
    });
  });

  it('is refused for a message, or an account, that is not there', async () => {
    const notThere = { status: 404, code: 20404 };
    const sid = `SM${'0'.repeat(32)}`;
    await expect(client.messages(sid).fetch()).rejects.toMatchObject(notThere);
    const other = client.api.v2010.accounts(`AC${'0'.repeat(32)}`);
    await expect(other.messages.create(hello)).rejects.toMatchObject(notThere);
  });

  it('is refused as the script says, with the code and Retry-After', async () => {
    fake.faults.next({ kind: 'answer', status: 429, retryAfterS: 7 });
    const path = `/2010-04-01/Accounts/${account.accountSid}/Messages.json`;
    const response = await fetch(fake.url + path, { method: 'POST' });
    expect([response.status, response.headers.get('retry-after')]).toEqual([429, '7']);
    expect(await response.json()).toMatchObject({ code: 20429, status: 429 });
    fake.faults.next({ kind: 'answer', status: 400, code: 21612 });
    await expect(client.messages.create(hello)).rejects.toMatchObject({ code: 21612 });
  });

  it('that reads has faults of its own', async () => {
    fake.lookupFaults.next({ kind: 'answer', status: 500 });
    const { sid } = await client.messages.create(hello);
    await expect(client.messages(sid).fetch()).rejects.toMatchObject({ status: 500 });
    expect((await client.messages(sid).fetch()).sid).toBe(sid);
  });
});
