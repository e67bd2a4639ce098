import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildMessage, buildSender } from '#test/support/builders';
import { startTestApp, type TestApp } from '#test/support/test-app';

let t: TestApp;
beforeAll(async () => {
  t = await startTestApp();
});
afterAll(() => t.stop());

const emailSender = { channel: 'email', address: 'desk@example.com' };
const pointers = (json: { errors: { pointer: string }[] }) => json.errors.map((it) => it.pointer);
const create = async (overrides = {}) =>
  (await t.request('POST /v1/senders', { body: buildSender(overrides) })).json;
const defaultsOf = async (channel: string) =>
  (await t.request('GET /v1/senders?limit=100')).json.data.filter(
    (it: { channel: string; isDefault: boolean }) => it.channel === channel && it.isDefault,
  );

describe('N4: POST /v1/senders', () => {
  test('makes a sender with the address as E.164', async () => {
    const body = buildSender({
      address: '(415) 555-2671',
      ratePerSecond: 0.5,
      settings: { fault: { kind: 'slow', ms: 50, rate: 0.1 } },
    });
    const answer = await t.request('POST /v1/senders', { body });
    expect(answer.status).toBe(201);
    expect(answer.headers.get('Location')).toBe(`/v1/senders/${answer.json.id}`);
    expect(answer.json).toMatchObject({
      address: '+14155552671',
      serviceSid: null,
      isDefault: false,
      active: true,
      ratePerSecond: 0.5,
      settings: { fault: { kind: 'slow', ms: 50, rate: 0.1 } },
      version: 1,
    });
    expect((await t.request(`GET /v1/senders/${answer.json.id}`)).json).toEqual(answer.json);
  });

  test('or with a messaging service in its place', async () => {
    const sender = await create({ address: undefined, serviceSid: 'MG0123456789abcdef' });
    expect([sender.address, sender.serviceSid]).toEqual([null, 'MG0123456789abcdef']);
  });

  test('N4: of Twilio it is MG and 32 hex digits; the sink takes any', async () => {
    const serviceSid = `MG${'0aF9'.repeat(8)}`;
    const sender = await create({ provider: 'twilio', address: undefined, serviceSid });
    expect([sender.provider, sender.serviceSid]).toEqual(['twilio', serviceSid]);
  });

  const service = { address: undefined, serviceSid: `MG${'0'.repeat(32)}` };
  test.each([
    [{ ...service, provider: 'twilio', serviceSid: `MG${'0'.repeat(31)}` }, ['/serviceSid']],
    [{ ...service, provider: 'twilio', serviceSid: `MG${'0'.repeat(33)}` }, ['/serviceSid']],
    [{ ...service, provider: 'twilio', serviceSid: `AC${'0'.repeat(32)}` }, ['/serviceSid']],
    [{ ...service, provider: 'twilio', serviceSid: `MG${'g'.repeat(32)}` }, ['/serviceSid']],
    [{ ...service, provider: 'twilio', address: '+14155550123' }, ['/serviceSid']],
    [{ ...service, provider: 'sendgrid', channel: 'email' }, ['/serviceSid']],
    [{ ...service, provider: 'smtp', channel: 'email' }, ['/serviceSid']],
    [{ ...service, provider: 'bluebubbles', channel: 'imessage' }, ['/serviceSid']],
    [{ ...service, provider: 'smtp' }, ['/provider', '/serviceSid']],
    [{ provider: 'bluebubbles', channel: 'imessage', address: undefined }, ['/address']],
    [{ provider: 'smtp', channel: 'email', address: undefined }, ['/address']],
    [{ provider: 'sendgrid', channel: 'email', address: undefined }, ['/address']],
    [{ channel: 'fax' }, ['/channel']],
    [{ provider: 'pigeon' }, ['/provider']],
    [{ address: undefined }, ['/address']],
    [{ serviceSid: 'MG1' }, ['/serviceSid']],
    [{ channel: 'email', address: undefined, serviceSid: 'MG1' }, ['/serviceSid']],
    [{ channel: 'email' }, ['/address']],
    [{ address: 'nobody@example.com' }, ['/address']],
    [{ name: 'a\r\nb' }, ['/name']],
    [{ ratePerSecond: 0 }, ['/ratePerSecond']],
    [{ ratePerSecond: '1' }, ['/ratePerSecond']],
    [{ assignedUserId: 'usr_nobody' }, ['/assignedUserId']],
    [{ settings: { fault: { kind: 'explode' } } }, ['/settings/fault/kind']],
    [{ settings: { fault: { kind: 'slow', ms: -1 } } }, ['/settings/fault/ms']],
    [{ settings: { fault: { kind: 'fail', rate: 1.1 } } }, ['/settings/fault/rate']],
    [{ settings: { color: 'red' } }, ['/settings/color']],
    [{ settings: { replyTo: 'ana@example.com' } }, ['/settings/replyTo']],
    [{ ...emailSender, settings: { replyTo: 'ana' } }, ['/settings/replyTo']],
    [{ ...emailSender, settings: { replyTo: 'a@b.c, d@e.f' } }, ['/settings/replyTo']],
    [{ ...emailSender, settings: { replyTo: 'a@b.c\r\nBcc: d@e.f' } }, ['/settings/replyTo']],
    [{ active: false }, ['/active']],
  ])('%j is 422', async (overrides, expected) => {
    const answer = await t.request('POST /v1/senders', { body: buildSender(overrides) });
    expect(answer.status).toBe(422);
    expect(pointers(answer.json)).toEqual(expected);
  });

  test.each([
    ['twilio', 'email', 'a@example.com'],
    ['sendgrid', 'sms', '+14155552660'],
    ['smtp', 'whatsapp', '+14155552661'],
    ['twilio', 'imessage', '+14155552662'],
  ])('N4: %s carries no messages of %s: 422', async (provider, channel, address) => {
    const body = buildSender({ provider, channel, address });
    const answer = await t.request('POST /v1/senders', { body });
    expect(answer.status).toBe(422);
    expect(pointers(answer.json)).toEqual(['/provider']);
  });

  test('the same address on the same channel is 409; on another channel it is fine', async () => {
    const body = buildSender();
    expect((await t.request('POST /v1/senders', { body })).status).toBe(201);
    const again = await t.request('POST /v1/senders', { body });
    expect([again.status, again.json.code]).toEqual([409, 'conflict']);
    const mms = await t.request('POST /v1/senders', { body: { ...body, channel: 'mms' } });
    expect(mms.status).toBe(201);
  });

  test('of ten at once with one address one is made', async () => {
    const body = buildSender();
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => t.request('POST /v1/senders', { body })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array(9).fill(409)]);
  });
});

describe('V2: where answers to emails go', () => {
  test('is set, changed and cleared with the settings', async () => {
    const settings = { replyTo: 'Front.Desk@Example.com' };
    const made = await create({ ...emailSender, settings });
    expect(made.settings).toEqual({ replyTo: 'front.desk@example.com' });
    const line = `PATCH /v1/senders/${made.id}`;
    const changed = await t.request(line, { body: { settings: { replyTo: 'b@example.com' } } });
    expect(changed.json.settings).toEqual({ replyTo: 'b@example.com' });
    const refused = await t.request(line, { body: { settings: { replyTo: 'nobody' } } });
    expect([refused.status, pointers(refused.json)]).toEqual([422, ['/settings/replyTo']]);
    expect((await t.request(line, { body: { settings: null } })).json.settings).toEqual({});
  });

  test('is nothing that a sender of text messages can be given later', async () => {
    const { id } = await create();
    const body = { settings: { replyTo: 'ana@example.com' } };
    const answer = await t.request(`PATCH /v1/senders/${id}`, { body });
    expect([answer.status, pointers(answer.json)]).toEqual([422, ['/settings/replyTo']]);
  });
});

describe('the default of a channel', () => {
  test('moves to the new one, whose predecessor gets a new version', async () => {
    const first = await create({ isDefault: true });
    const second = await create({ isDefault: true });
    expect((await defaultsOf('sms')).map((it: { id: string }) => it.id)).toEqual([second.id]);
    const before = await t.request(`GET /v1/senders/${first.id}`);
    expect([before.json.isDefault, before.json.version]).toEqual([false, 2]);
    const back = await t.request(`PATCH /v1/senders/${first.id}`, { body: { isDefault: true } });
    expect(back.status).toBe(200);
    expect((await defaultsOf('sms')).map((it: { id: string }) => it.id)).toEqual([first.id]);
  });

  test('is one, however many become it at once', async () => {
    const made = await Promise.all(
      Array.from({ length: 10 }, () =>
        t.request('POST /v1/senders', {
          body: buildSender({ channel: 'whatsapp', isDefault: true }),
        }),
      ),
    );
    expect(made.map(({ status }) => status)).toEqual(Array(10).fill(201));
    const patched = await Promise.all(
      made.map(({ json }) =>
        t.request(`PATCH /v1/senders/${json.id}`, { body: { isDefault: true } }),
      ),
    );
    expect(patched.map(({ status }) => status)).toEqual(Array(10).fill(200));
    expect((await defaultsOf('whatsapp')).length).toBe(1);
  });

  test('may be none', async () => {
    const [sender] = await defaultsOf('imessage');
    await t.request(`PATCH /v1/senders/${sender.id}`, { body: { isDefault: false } });
    expect(await defaultsOf('imessage')).toEqual([]);
    const body = buildMessage({ channel: 'imessage' });
    const answer = await t.request('POST /v1/messages', { body });
    expect([answer.status, answer.json.code]).toEqual([422, 'sender_required']);
  });
});
