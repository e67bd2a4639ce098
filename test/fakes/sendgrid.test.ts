import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FakeSendGrid, startFakeSendGrid } from '#test/support/fakes/fake-sendgrid';
import { connectSendGrid } from './connect-sendgrid.ts';

const apiKey = 'SG.key';
const hello = {
  to: { email: 'ann@example.com', name: 'Ann' },
  from: 'us@example.com',
  subject: 'Hello',
  text: 'Hello, Ann',
  html: '<p>Hello, Ann</p>',
};

let fake: FakeSendGrid;
beforeAll(async () => {
  fake = await startFakeSendGrid({ apiKey });
});
afterAll(() => fake.stop());

function post(body: unknown, headers = { authorization: `Bearer ${apiKey}` }): Promise<Response> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return fetch(`${fake.url}/v3/mail/send`, { method: 'POST', headers, body: text });
}

const right = {
  personalizations: [{ to: [{ email: 'ann@example.com' }] }],
  from: { email: 'us@example.com' },
  subject: 'Hello',
  content: [{ type: 'text/plain', value: 'Hello' }],
};

describe('a mail to the fake SendGrid', () => {
  it('is accepted, with an id', async () => {
    const [response] = await connectSendGrid(fake.url, apiKey).send({
      ...hello,
      customArgs: { our_id: 'msg_1' },
    });
    const entry = fake.ledger.entries.at(-1);
    expect([response.statusCode, response.body]).toEqual([202, '']);
    expect(response.headers['x-message-id']).toBe(entry?.messageId);
    expect(entry).toMatchObject({
      to: 'ann@example.com',
      mail: {
        from: { email: 'us@example.com' },
        personalizations: [{ to: [{ email: 'ann@example.com', name: 'Ann' }] }],
        subject: 'Hello',
        content: [{ type: 'text/plain' }, { type: 'text/html' }],
        custom_args: { our_id: 'msg_1' },
      },
    });
    expect(JSON.parse(entry?.rawBody ?? '')).toEqual(entry?.mail);
    expect(entry?.headers.authorization).toBe(`Bearer ${apiKey}`);
  });

  it('is refused with another key', async () => {
    const error = await connectSendGrid(fake.url, 'SG.other')
      .send(hello)
      .catch((thrown) => thrown);
    expect(error.constructor.name).toBe('ResponseError');
    expect(error).toMatchObject({ code: 401, message: 'Unauthorized' });
    expect(error.response.body.errors).toEqual([
      { message: expect.stringContaining('authorization grant'), field: null, help: null },
    ]);
  });

  it('is refused as the script says, with Retry-After', async () => {
    fake.faults.next({ kind: 'answer', status: 429, retryAfterS: 3 });
    const error = await connectSendGrid(fake.url, apiKey)
      .send(hello)
      .catch((thrown) => thrown);
    expect(error.code).toBe(429);
    expect(error.response.headers['retry-after']).toBe('3');
    expect(error.response.body.errors).toHaveLength(1);
  });

  it.each([
    ['personalizations', { ...right, personalizations: [] }],
    ['personalizations.0.to', { ...right, personalizations: [{ to: [] }] }],
    ['personalizations.0.to.0.email', { ...right, personalizations: [{ to: [{ email: 'ann' }] }] }],
    ['from.email', { ...right, from: undefined }],
    ['from.email', { ...right, from: { email: 'us' } }],
    ['subject', { ...right, subject: '' }],
    ['content', { ...right, content: [] }],
    ['content.0.value', { ...right, content: [{ type: 'text/plain', value: '' }] }],
    [
      'content',
      {
        ...right,
        content: [
          { type: 'text/html', value: 'Hello' },
          { type: 'text/plain', value: 'Hello' },
        ],
      },
    ],
  ])('is refused for its %s', async (field, mail) => {
    const before = fake.ledger.entries.length;
    const response = await post(mail);
    expect(response.status).toBe(400);
    const { errors } = (await response.json()) as { errors: unknown[] };
    expect(errors).toEqual([{ message: expect.any(String), field, help: null }]);
    expect(fake.ledger.entries).toHaveLength(before);
  });

  it('needs no subject where its template, or each personalization, has one', async () => {
    const { subject: _, content: __, ...bare } = right;
    expect((await post({ ...bare, template_id: 'd-1' })).status).toBe(202);
    const personalizations = [{ to: [{ email: 'ann@example.com' }], subject: 'Hello' }];
    expect((await post({ ...right, subject: undefined, personalizations })).status).toBe(202);
  });

  it('is refused when it is no JSON object', async () => {
    for (const body of ['{', '"text"', 'null']) expect((await post(body)).status).toBe(400);
  });

  it('is answered even when it has a shape that nobody thought of', async () => {
    const response = await post({ ...right, personalizations: 1 });
    expect([response.status, await response.text()]).toEqual([
      500,
      expect.stringMatching(/^the fake does not know/),
    ]);
  });

  it('is checked in the sandbox, and not kept', async () => {
    const before = fake.ledger.entries.length;
    const mailSettings = { sandboxMode: { enable: true } };
    const [response] = await connectSendGrid(fake.url, apiKey).send({ ...hello, mailSettings });
    expect([response.statusCode, fake.ledger.entries.length]).toEqual([200, before]);
  });
});
