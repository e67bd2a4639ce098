import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildContact, buildMessage } from '#test/support/builders';
import { startTestApp, type TestApp } from '#test/support/test-app';

let t: TestApp;
beforeAll(async () => {
  t = await startTestApp();
});
afterAll(() => t.stop());

const pointers = (json: { errors: { pointer: string }[] }) => json.errors.map((it) => it.pointer);
const create = async (overrides = {}) =>
  (await t.request('POST /v1/contacts', { body: buildContact(overrides) })).json;

describe('POST /v1/contacts', () => {
  test('keeps numbers as E.164 of the default country, and the first as primary', async () => {
    const answer = await t.request('POST /v1/contacts', {
      body: {
        name: 'Ana Lima',
        firstName: 'Ana',
        phones: [{ number: '(212) 555-2368', label: 'home' }, { number: '+43 1 25555' }],
        emails: [{ address: 'Ana@EXAMPLE.com' }],
        timeZone: 'Europe/Vienna',
        variables: { plan: 'gold' },
      },
    });
    expect(answer.status).toBe(201);
    expect(answer.headers.get('Location')).toBe(`/v1/contacts/${answer.json.id}`);
    expect(answer.headers.get('ETag')).toBe('"1"');
    expect(answer.json).toMatchObject({
      phones: [
        { number: '+12125552368', label: 'home', primary: true },
        { number: '+43125555', label: null, primary: false },
      ],
      emails: [{ address: 'ana@example.com', primary: true }],
      firstName: 'Ana',
      lastName: null,
      ownerId: null,
      variables: { plan: 'gold' },
    });
    expect((await t.request(`GET /v1/contacts/${answer.json.id}`)).json).toEqual(answer.json);
  });

  test('the caller says which is primary', async () => {
    const phones = [{ number: '+12125550101' }, { number: '+12125550102', primary: true }];
    const contact = await create({ phones });
    expect(contact.phones.map((it: { primary: boolean }) => it.primary)).toEqual([false, true]);
  });

  test.each([
    [{ name: undefined }, ['/name']],
    [{ name: 'a\nb' }, ['/name']],
    [{ phones: [{ number: '12' }] }, ['/phones/0/number']],
    [{ phones: [{ number: '+12125550101' }, { number: '(212) 555-0101' }] }, ['/phones/1/number']],
    [
      {
        phones: [
          { number: '+12125550101', primary: true },
          { number: '+12125550102', primary: true },
        ],
      },
      ['/phones/1/primary'],
    ],
    [{ emails: [{ address: 'nobody' }] }, ['/emails/0/address']],
    [{ emails: [{ address: 'a@example.com', label: 'x' }] }, ['/emails/0/label']],
    [{ timeZone: 'Mars/Olympus' }, ['/timeZone']],
    [{ timeZone: '' }, ['/timeZone']],
    [{ ownerId: 'usr_nobody' }, ['/ownerId']],
    [{ variables: { a: 1 } }, ['/variables/a']],
    [{ phones: {} }, ['/phones']],
    [{ id: 'con_1' }, ['/id']],
    [
      { phones: [{ number: 'x' }], timeZone: 'x', ownerId: 'x' },
      ['/phones/0/number', '/timeZone', '/ownerId'],
    ],
  ])('%j is 422', async (overrides, expected) => {
    const answer = await t.request('POST /v1/contacts', { body: buildContact(overrides) });
    expect(answer.status).toBe(422);
    expect(pointers(answer.json)).toEqual(expected);
  });
});

describe('PATCH /v1/contacts/{id}', () => {
  test('null clears, what is left out stays, lists are replaced', async () => {
    const { id } = await create({ firstName: 'Ana', timeZone: 'UTC', variables: { a: '1' } });
    const answer = await t.request(`PATCH /v1/contacts/${id}`, {
      body: { firstName: null, phones: [{ number: '+12125550199' }], variables: null },
    });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('ETag')).toBe('"2"');
    expect(answer.json).toMatchObject({
      name: 'Ana Lima',
      firstName: null,
      timeZone: 'UTC',
      variables: {},
      phones: [{ number: '+12125550199', label: null, primary: true }],
      emails: [{ address: 'ana@example.com', primary: true }],
      version: 2,
    });
  });

  test('If-Match: the version, a weak one, or any; stale is 412', async () => {
    const { id } = await create();
    const patch = (tag: string) =>
      t.request(`PATCH /v1/contacts/${id}`, { body: { name: 'B' }, headers: { 'If-Match': tag } });
    expect((await patch('"1"')).status).toBe(200);
    expect((await patch('W/"2"')).status).toBe(200);
    expect((await patch('*')).status).toBe(200);
    for (const stale of ['"1"', '"99999999999999999999"', '"0"', '"abc"', '""', '"4.0"']) {
      const answer = await patch(stale);
      expect([answer.status, answer.json.code], stale).toEqual([412, 'version_mismatch']);
    }
    for (const garbage of ['4', '"3", "4"', 'abc', '"4']) {
      const answer = await patch(garbage);
      expect(answer.status, garbage).toBe(422);
      expect(pointers(answer.json)).toEqual(['/header/If-Match']);
    }
  });

  test('of twenty at once with one version, one wins', async () => {
    const { id } = await create();
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        t.request(`PATCH /v1/contacts/${id}`, {
          body: { name: `Name ${i}`, phones: [{ number: `+1212555010${i % 10}` }] },
          headers: { 'If-Match': '"1"' },
        }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(19).fill(412)]);
    const now = await t.request(`GET /v1/contacts/${id}`);
    expect(now.json).toEqual(answers.find(({ status }) => status === 200)?.json);
  });

  test('nothing to change changes nothing', async () => {
    const made = await create();
    const answer = await t.request(`PATCH /v1/contacts/${made.id}`, { body: {} });
    expect(answer.json).toEqual(made);
  });

  test.each([
    [{ name: null }, '/name'],
    [{ phones: null }, '/phones'],
    [{ timeZone: 'x' }, '/timeZone'],
    [{ createdAt: 'x' }, '/createdAt'],
  ])('%j is 422', async (body, pointer) => {
    const { id } = await create();
    const answer = await t.request(`PATCH /v1/contacts/${id}`, { body });
    expect(answer.status).toBe(422);
    expect(pointers(answer.json)).toEqual([pointer]);
  });

  test('messages that are pending keep their recipients', async () => {
    const { id } = await create();
    const body = { channel: 'sms', contactId: id, text: 'x', sendAt: buildMessage().sendAt };
    const message = await t.request('POST /v1/messages', { body });
    await t.request(`PATCH /v1/contacts/${id}`, { body: { phones: [] } });
    expect((await t.request(`GET /v1/messages/${message.json.id}`)).json.to).toBe('+12125550123');
  });
});
