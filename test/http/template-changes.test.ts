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
const patch = (id: string, body: object) => t.request(`PATCH /v1/messages/${id}`, { body });
const addContact = async (overrides = {}): Promise<string> =>
  (await t.request('POST /v1/contacts', { body: buildContact(overrides) })).json.id;
const email = (overrides = {}) => ({ channel: 'email', to: 'ana@example.com', ...overrides });

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
