import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildContact, buildMessage } from '#test/support/builders';
import { startTestApp, type TestApp } from '#test/support/test-app';

let t: TestApp;
beforeAll(async () => {
  t = await startTestApp();
});
afterAll(() => t.stop());

interface Refused {
  code: string;
  errors?: { pointer: string; detail: string }[];
}
const pointers = (json: Refused) => (json.errors ?? []).map((it) => it.pointer);
const post = (overrides = {}) => t.request('POST /v1/messages', { body: buildMessage(overrides) });
const addContact = async (overrides = {}): Promise<string> =>
  (await t.request('POST /v1/contacts', { body: buildContact(overrides) })).json.id;
const email = (overrides = {}) => ({ channel: 'email', to: 'ana@example.com', ...overrides });

describe('POST /v1/messages with templates', () => {
  test('N9: is rendered from the contact’s fields, its variables and the message’s', async () => {
    const contactId = await addContact({
      firstName: 'Ana',
      timeZone: 'Europe/Vienna',
      variables: { plan: 'gold', shop: 'Linz' },
    });
    const text =
      '{{ firstName }} {{ lastName | default: "-" }} {{ name }} {{ email }} {{ phone }} {{ timeZone }} {{ plan }} {{ shop }}';
    const answer = await post({ contactId, to: undefined, text, variables: { shop: 'Graz' } });
    expect(answer.status).toBe(201);
    expect(answer.json).toMatchObject({
      text: 'Ana - Ana Lima ana@example.com +12125550123 Europe/Vienna gold Graz',
      template: { text },
    });
    const read = await t.request(`GET /v1/messages/${answer.json.id}`);
    expect(read.json).toEqual(answer.json);
  });

  test('N9: a quick send knows the name that came with it', async () => {
    const text = 'Hi {{ name | default: "there" }}';
    expect((await post({ text, recipientName: 'Bo' })).json.text).toBe('Hi Bo');
    expect((await post({ text })).json.text).toBe('Hi there');
  });

  test('N9: subject, text and html are templates; only html is escaped', async () => {
    const answer = await post(
      email({
        subject: 'For {{ who }}',
        text: 'Dear {{ who }}',
        html: '<p>{{ who }}</p>',
        variables: { who: 'Tom & <Jerry>' },
      }),
    );
    expect(answer.json).toMatchObject({
      subject: 'For Tom & <Jerry>',
      text: 'Dear Tom & <Jerry>',
      html: '<p>Tom &amp; &lt;Jerry&gt;</p>',
      template: { subject: 'For {{ who }}', html: '<p>{{ who }}</p>' },
    });
  });

  test('N9: without template syntax there is no template', async () => {
    const { json } = await post({ text: 'It costs {5} % }}' });
    expect(json).toMatchObject({ text: 'It costs {5} % }}', template: null });
  });

  test('N9: all that is missing is named at once, field by field', async () => {
    const answer = await post(
      email({ subject: '{{ a }}', text: '{{ b }} {{ a }}', html: '{{ c | default: "c" }}' }),
    );
    expect([answer.status, answer.json.code]).toEqual([422, 'variables_missing']);
    expect(answer.json.detail).toBe('variables without a default are missing: a, b');
    expect(answer.json.errors).toEqual([
      { pointer: '/subject', detail: 'subject needs a' },
      { pointer: '/text', detail: 'text needs b, a' },
    ]);
  });

  test('N9: what cannot be read is refused with its place', async () => {
    const answer = await post({ text: 'Hi\n{% for i in all %}secret{% endfor %}' });
    expect([answer.status, answer.json.code]).toEqual([422, 'validation_failed']);
    expect(answer.json.errors).toEqual([
      {
        pointer: '/text',
        detail:
          'text cannot be rendered, line 2, column 1: there is no tag for; tags are if, unless, case, comment, raw',
      },
    ]);
  });

  test.each([
    [{ text: '{% if nobody %}x{% endif %}' }, '/text', 'text renders to nothing'],
    [{ text: '{{ " " }}' }, '/text', 'text renders to nothing'],
    [{ text: '{{ "\\u0000" }}' }, '/text', 'text renders to a text with NUL'],
    [
      { text: '{{ a }}{{ a }}', variables: { a: 'x'.repeat(801) } },
      '/text',
      'text must have at most 1600 characters on sms',
    ],
    [
      email({ subject: '{{ a }}', text: 'x', variables: { a: 'a\r\nBcc: x@example.com' } }),
      '/subject',
      'subject renders to more than one line',
    ],
    [
      email({ subject: '{{ a }}', text: 'x', variables: { a: 'x'.repeat(999) } }),
      '/subject',
      'subject must have at most 998 characters',
    ],
  ])('N9: what is rendered is checked: case %#', async (overrides, pointer, detail) => {
    const answer = await post(overrides);
    expect(answer.status).toBe(422);
    expect(answer.json.errors).toEqual([{ pointer, detail }]);
  });

  test('N9: a long template that renders short is accepted, a longer one is not', async () => {
    const long = (length: number) => `{% comment %}${'x'.repeat(length)}{% endcomment %}Hi`;
    expect((await post({ text: long(50_000) })).json.text).toBe('Hi');
    expect((await post(email({ subject: long(5_000), text: 'x' }))).json.subject).toBe('Hi');
    expect(pointers((await post({ text: long(100_000) })).json)).toEqual(['/text']);
    const subject = await post(email({ subject: long(10_000), text: 'x' }));
    expect(pointers(subject.json)).toEqual(['/subject']);
    const plain = await post(email({ subject: 'x'.repeat(999), text: 'x' }));
    expect(pointers(plain.json)).toEqual(['/subject']);
  });

  test('half a surrogate pair in a template does not break what is stored', async () => {
    const answer = await post({ text: '{{ "\\ud800" }}{{ a }}', variables: { a: 'A' } });
    expect([answer.status, answer.json.text]).toEqual([201, '\ufffdA']);
  });

  test('K1: another workspace’s contact gives nothing away', async () => {
    const contactId = await addContact({ firstName: 'Ana' });
    const key = await t.createWorkspace('other');
    const body = buildMessage({ contactId, to: undefined, text: '{{ firstName }}' });
    const answer = await t.request('POST /v1/messages/preview', { body, key });
    expect([answer.status, pointers(answer.json)]).toEqual([422, ['/contactId']]);
  });
});
