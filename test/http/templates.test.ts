import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { templateFilters } from '#domain/templates/template-filters';
import { availableTags } from '#domain/templates/template-rule';
import { buildContact, buildMessage } from '#test/support/builders';
import { hostileTemplates, hostileVariables } from '#test/support/hostile-templates';
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
const preview = (overrides = {}) =>
  t.request('POST /v1/messages/preview', { body: buildMessage(overrides) });
const patch = (id: string, body: object) => t.request(`PATCH /v1/messages/${id}`, { body });
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

describe('PATCH /v1/messages/{id} with templates', () => {
  const templated = async () => {
    const body = { subject: '{{ a }}', text: '{{ a }} {{ b }}', html: '<p>plain</p>' };
    return (await post(email({ ...body, variables: { a: 'A', b: 'B' } }))).json;
  };

  test('N9: a text that is a template is rendered, one that is none is itself', async () => {
    const { id } = await templated();
    const other = await patch(id, { text: '{{ b }}!' });
    expect(other.json).toMatchObject({
      text: 'B!',
      template: { subject: '{{ a }}', text: '{{ b }}!' },
    });
    const plain = await patch(id, { text: 'plain', subject: 'plain' });
    expect(plain.json).toMatchObject({ text: 'plain', subject: 'plain', template: null });
  });

  test('N9: other variables render all templates anew', async () => {
    const { id } = await templated();
    const answer = await patch(id, { variables: { a: '1', b: '2' } });
    expect(answer.json).toMatchObject({ subject: '1', text: '1 2', html: '<p>plain</p>' });
    const missing = await patch(id, { variables: null });
    expect([missing.status, missing.json.code]).toEqual([422, 'variables_missing']);
    expect(pointers(missing.json)).toEqual(['/subject', '/text']);
    const read = await t.request(`GET /v1/messages/${id}`);
    expect(read.json).toMatchObject({ text: '1 2', variables: { a: '1', b: '2' }, version: 2 });
  });

  test('N9: clearing a field clears its template', async () => {
    const { id } = await templated();
    const answer = await patch(id, { text: null });
    expect(answer.json).toMatchObject({ text: null, template: { subject: '{{ a }}' } });
  });

  test('N9: other fields render nothing', async () => {
    const contactId = await addContact({ firstName: 'Ana' });
    const { json } = await post({ contactId, to: undefined, text: 'Hi {{ firstName }}' });
    await t.request(`PATCH /v1/contacts/${contactId}`, { body: { firstName: 'Eva' } });
    const answer = await patch(json.id, { metadata: { a: 'b' } });
    expect(answer.json.text).toBe('Hi Ana');
    expect((await patch(json.id, { text: 'Dear {{ firstName }}' })).json.text).toBe('Dear Eva');
  });

  test('N9: the name of a quick send is part of its text', async () => {
    const { json } = await post({ text: 'Hi {{ name }}', recipientName: 'Bo' });
    expect((await patch(json.id, { recipientName: 'Cleo' })).json.text).toBe('Hi Cleo');
  });
});

describe('segments', () => {
  test('N9: are those of the rendered text, wherever a message is shown', async () => {
    const contactId = await addContact();
    const text = '{{ a }}';
    const { json } = await post({
      contactId,
      to: undefined,
      text,
      variables: { a: 'x'.repeat(161) },
    });
    const segments = { encoding: 'GSM-7', count: 2, characters: 161 };
    expect(json.segments).toEqual(segments);
    const list = await t.request(`GET /v1/messages?contactId=${contactId}`);
    const conversation = await t.request(`GET /v1/contacts/${contactId}/conversation`);
    expect(list.json.data[0].segments).toEqual(segments);
    expect(conversation.json.data[0]).toMatchObject({ segments, template: { text } });
    const edited = await patch(json.id, { text: '日' });
    expect(edited.json.segments).toEqual({ encoding: 'UCS-2', count: 1, characters: 1 });
    expect((await post(email({ subject: 'x', text: 'x' }))).json.segments).toBeNull();
  });
});

describe('POST /v1/messages/preview with templates', () => {
  test('N9: the example of README.md gives what README.md says', async () => {
    const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
    const section = readme.split('\n## Templates\n')[1]?.split('\n## ')[0] ?? '';
    const body = JSON.parse(/-d '([^']+)'/.exec(section)?.[1] ?? '');
    const said = /would be sent, `([^`]+)`/.exec(section)?.[1];
    const answer = await t.request('POST /v1/messages/preview', { body });
    expect([answer.status, answer.json.text]).toEqual([200, said]);
    const named = [...section.matchAll(/`(\w+)`/g)].map(([, name]) => name);
    for (const name of [...templateFilters.keys(), ...availableTags]) expect(named).toContain(name);
  });

  test('N9: shows what would be sent, and stores nothing', async () => {
    const before = await t.request('GET /v1/messages?limit=1');
    const answer = await preview({ text: 'Hi {{ name }} €', recipientName: 'Bo' });
    expect(answer.json).toMatchObject({
      text: 'Hi Bo €',
      segments: { encoding: 'GSM-7', count: 1, characters: 7 },
    });
    expect((await t.request('GET /v1/messages?limit=1')).json).toEqual(before.json);
  });

  test('N9: every hostile template is refused, or its result bounded', async () => {
    for (const { name, source, field, ends } of hostileTemplates) {
      const body = {
        channel: 'email',
        to: 'ana@example.com',
        subject: 'x',
        text: 'x',
        // The wire lets no half of a pair in.
        variables: { ...hostileVariables, half: '\ufffd' },
        [field]: source,
      };
      const answer = await t.request('POST /v1/messages/preview', { body });
      expect([200, 422], name).toContain(answer.status);
      if (answer.status === 422) {
        expect(pointers(answer.json), name).toEqual([`/${field}`]);
        const code = ends === 'missing' ? 'variables_missing' : 'validation_failed';
        expect(answer.json.code, name).toBe(code);
      } else {
        expect(ends, name).toBe('rendered');
        expect(answer.json[field].length, name).toBeLessThanOrEqual(1_000_000);
      }
    }
    expect(t.logLines.filter((line) => JSON.parse(line).level >= 50)).toEqual([]);
  });
});
