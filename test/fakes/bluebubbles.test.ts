import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type FakeBlueBubbles,
  type FakeBlueBubblesOptions,
  startFakeBlueBubbles,
} from '#test/support/fakes/fake-bluebubbles';
import { type Receiver, startReceiver } from './start-receiver.ts';

const ANN = '+12025550123';
const hello = {
  chatGuid: `iMessage;-;${ANN}`,
  tempGuid: 'msg_1',
  message: 'Hello',
  method: 'private-api',
};

let fake: FakeBlueBubbles;
let receiver: Receiver;

beforeEach(async () => {
  receiver = await startReceiver();
  await restart();
});
afterEach(() => Promise.all([fake.stop(), receiver.stop()]));

async function restart(options: Partial<FakeBlueBubblesOptions> = {}): Promise<void> {
  await fake?.stop();
  const usual = { password: 'p&w', addresses: [ANN], webhookUrl: `${receiver.url}/200` };
  fake = await startFakeBlueBubbles({ ...usual, ...options });
}

async function ask(path: string, query: Record<string, string> = {}, body?: object) {
  const search = new URLSearchParams({ password: 'p&w', ...query });
  const init = body ? { method: 'POST', body: JSON.stringify(body) } : {};
  const response = await fetch(`${fake.url}/api/v1${path}?${search}`, init);
  return (await response.json()) as { status: number; message: string; data?: unknown };
}

const send = (change: object = {}) => ask('/message/text', {}, { ...hello, ...change });
const told = () => receiver.received.entries.map(({ body }) => JSON.parse(body));

describe('the fake BlueBubbles server', () => {
  it('is alive, for those who know the password', async () => {
    expect(await ask('/ping')).toEqual({ status: 200, message: 'Ping received!', data: 'pong' });
    expect(await ask('/ping', { password: 'other' })).toMatchObject({
      status: 401,
      error: { type: 'Authentication Error', message: 'Unauthorized' },
    });
  });

  it('knows who has iMessage', async () => {
    const path = '/handle/availability/imessage';
    expect(await ask(path, { address: ANN })).toMatchObject({ data: { available: true } });
    expect(await ask(path, { address: '+1' })).toMatchObject({ data: { available: false } });
    expect(await ask(path)).toMatchObject({ status: 400 });
    fake.lookupFaults.next({ kind: 'answer', status: 500 });
    expect(await ask(path, { address: ANN })).toMatchObject({ status: 500 });
  });

  it('takes a text, and echoes the id it was given', async () => {
    const answer = await send();
    const [entry] = fake.ledger.entries;
    expect(entry).toMatchObject({ ...hello, to: ANN, rawBody: JSON.stringify(hello) });
    expect(answer).toMatchObject({
      status: 200,
      message: 'Message sent!',
      data: { guid: entry?.guid, tempGuid: 'msg_1', text: 'Hello', isFromMe: true, error: 0 },
    });
  });

  it.each([
    ['chatGuid', { chatGuid: '' }],
    ['tempGuid', { tempGuid: '', method: 'apple-script' }],
    ['message', { message: '' }],
    ['method', { method: 'pigeon' }],
  ])('refuses a text for its %s', async (field, change) => {
    const answer = await send(change);
    const message = expect.stringContaining(field);
    expect(answer).toMatchObject({ status: 400, error: { type: 'Validation Error', message } });
    expect(fake.ledger.entries).toHaveLength(0);
  });

  it('fails for those who have no iMessage', async () => {
    const answer = await send({ chatGuid: 'iMessage;-;+12025550199' });
    expect(answer).toMatchObject({ status: 500, data: { error: 22 } });
    expect(fake.ledger.entries).toHaveLength(0);
  });

  it('refuses an id that was used, though nobody was told', async () => {
    fake.faults.next({ kind: 'drop_before_accept' }, { kind: 'drop_after_accept' });
    await expect(send()).rejects.toThrow('fetch failed');
    await expect(send()).rejects.toThrow('fetch failed');
    const message = 'Message is already queued to be sent! (Temp GUID: msg_1)';
    expect(await send()).toMatchObject({ status: 400, error: { message } });
    expect(fake.ledger.entries).toHaveLength(1);
  });

  it('takes an id again as the real server does: once its first request is over', async () => {
    await restart({ refuses: 'under_way' });
    fake.faults.next({ kind: 'slow', ms: 500 });
    const first = send();
    await fake.ledger.whenHolding(1);
    expect(await send()).toMatchObject({ status: 400 });
    await first;
    await fake.whenIdle();
    expect(await send()).toMatchObject({ status: 200 });
    expect(fake.ledger.entries).toHaveLength(2);
  });
});

describe('webhooks of the fake BlueBubbles server', () => {
  it('tell of the message, and then that it was delivered', async () => {
    await send();
    await fake.whenIdle();
    const [{ guid } = { guid: '' }] = fake.ledger.entries;
    expect(told()).toMatchObject([
      { type: 'new-message', data: { guid, tempGuid: 'msg_1', isFromMe: true } },
      { type: 'updated-message', data: { guid, error: 0, dateDelivered: expect.any(Number) } },
    ]);
    expect(told()[1].data).not.toHaveProperty('tempGuid');
    expect(fake.posts.map(({ status }) => status)).toEqual([200, 200]);
  });

  it('tell of the delivery twice', async () => {
    fake.deliveries({ times: 2 });
    await send();
    await fake.whenIdle();
    expect(told().map(({ type }) => type)).toEqual([
      'new-message',
      'updated-message',
      'updated-message',
    ]);
  });

  it('tell of the delivery late', async () => {
    fake.deliveries({ afterMs: 100 });
    await send();
    await fake.whenIdle();
    const [{ data }] = told().slice(1);
    expect(data.dateDelivered - data.dateCreated).toBeGreaterThan(90);
  });

  it('tell of no delivery by itself, and of what is told by hand', async () => {
    fake.deliveries({ afterMs: null });
    await send();
    await fake.whenIdle();
    expect(told()).toHaveLength(1);
    const guid = fake.ledger.entries[0]?.guid ?? '';
    await fake.report(guid, { dateDelivered: 5 });
    await fake.report(guid, { error: 22 }, 'message-send-error');
    expect(told().slice(1)).toMatchObject([
      { type: 'updated-message', data: { guid, dateDelivered: 5, error: 0 } },
      { type: 'message-send-error', data: { guid, dateDelivered: 5, error: 22 } },
    ]);
  });

  it('are not posted without a URL', async () => {
    await fake.stop();
    fake = await startFakeBlueBubbles({ password: 'p&w', addresses: [ANN] });
    await send();
    await fake.whenIdle();
    expect(fake.posts).toEqual([]);
  });
});
