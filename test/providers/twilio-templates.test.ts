import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { TemplateBook } from '#domain/whatsapp-template';
import { createTwilioTemplates } from '#providers/twilio-templates';
import { type FakeTwilio, startFakeTwilio } from '#test/support/fakes/fake-twilio';

const account = { accountSid: `AC${'0'.repeat(32)}`, authToken: 'token' };
const sid = `HX${'1'.repeat(32)}`;

let twilio: FakeTwilio;
let book: TemplateBook;

beforeAll(async () => {
  twilio = await startFakeTwilio(account);
});
afterAll(() => twilio.stop());
beforeEach(() => {
  twilio.templates.clear();
  twilio.lookupFaults.always(null);
  book = createTwilioTemplates({ ...account, baseUrl: twilio.url });
});

const look = async () => {
  await book.look(sid);
  return book.known(sid);
};

describe('N8: what Twilio knows of a template', () => {
  test('its approval, and what has to be filled in', async () => {
    const body = 'Hi {{1}}, {{ 2 }} at {{time}}, {{1}}';
    twilio.templates.set(sid, { body, approval: 'pending', variables: { '2': 'a table' } });
    expect(await look()).toEqual({
      kind: 'found',
      approval: 'pending',
      placeholders: ['1', 'time'],
    });
  });

  test('that there is none', async () => {
    expect(await look()).toEqual({ kind: 'missing' });
  });

  test('is asked once, by however many', async () => {
    twilio.templates.set(sid, { body: 'Hi', approval: 'approved' });
    await Promise.all([look(), look(), look()]);
    twilio.templates.clear();
    expect(await look()).toMatchObject({ kind: 'found' });
  });

  test.each([
    { kind: 'answer', status: 500 },
    { kind: 'answer', status: 401 },
    { kind: 'answer', status: 429 },
    { kind: 'drop_before_accept' },
    { kind: 'hang_before_accept' },
    { kind: 'garbage' },
  ] as const)('is unknown after %j, and asked again', async (fault) => {
    twilio.templates.set(sid, { body: 'Hi', approval: 'approved' });
    twilio.lookupFaults.always(fault);
    expect(await look()).toBeNull();
    twilio.lookupFaults.always(null);
    expect(await look()).toMatchObject({ kind: 'found' });
  });

  test('nonsense is told as unknown', async () => {
    twilio.templates.set(sid, { body: '{{}} {{ }}', approval: 'Drop <table>' });
    expect(await look()).toEqual({ kind: 'found', approval: 'unknown', placeholders: [] });
  });
});
