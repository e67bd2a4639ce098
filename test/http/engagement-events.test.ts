import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildContact } from '#test/support/builders';
import { startTestApp, type TestApp } from '#test/support/test-app';

const MINUTE_MS = 60_000;
const DAY_MS = 1_440 * MINUTE_MS;

let t: TestApp;
let people = 0;

beforeAll(async () => {
  t = await startTestApp();
});
afterAll(() => t.stop());

const inMs = (ms: number) => new Date(Date.now() + ms).toISOString();
const tell = (
  events: unknown[],
  options: { key?: string; headers?: Record<string, string> } = {},
) => t.request('POST /v1/engagement-events', { body: { events }, ...options });
const nobody = () => `nobody${people++}@example.com`;

function event(overrides: Record<string, unknown> = {}): Record<string, unknown> {
  return { address: nobody(), channel: 'email', kind: 'open', at: inMs(-MINUTE_MS), ...overrides };
}

async function addContact(email = nobody(), options: { key?: string } = {}) {
  const body = buildContact({ emails: [{ address: email }], phones: [] });
  const { json } = await t.request('POST /v1/contacts', { body, ...options });
  return { id: json.id as string, email };
}

async function kept(whose: { address?: string; contactId?: string }) {
  const { sql } = t.database.connection;
  const rows = await sql`
    SELECT contact_id, address, channel, kind, at, machine FROM engagement_events
    WHERE address = ${whose.address ?? null} OR contact_id = ${whose.contactId ?? null} ORDER BY at`;
  return rows.map((row) => ({ ...row, at: new Date(row.at) }));
}

const nothingTold = { accepted: 0, duplicates: 0, expired: 0, rejected: [] };

describe('O1: POST /v1/engagement-events', () => {
  test('keeps what recipients did, of a contact or of an address, whoever tells it', async () => {
    const { id, email } = await addContact();
    const at = '2026-06-01T09:12:00.123Z';
    const key = await t.createUserKey();
    const address = nobody();
    const answer = await tell(
      [
        event({ contactId: id, address: undefined, kind: 'click', at }),
        event({ contactId: id, address: email.toUpperCase(), kind: 'reply', machine: true }),
        event({ address: address.toUpperCase() }),
        event({ address: '(212) 555-0177', channel: 'sms', kind: 'reply', at: inMs(MINUTE_MS) }),
      ],
      { key },
    );
    expect([answer.status, answer.json]).toEqual([
      202,
      { ...nothingTold, received: 4, accepted: 4 },
    ]);
    expect(await kept({ contactId: id })).toMatchObject([
      { address: null, channel: 'email', kind: 'click', at: new Date(at), machine: false },
      { address: null, kind: 'reply', machine: true },
    ]);
    expect(await kept({ address })).toMatchObject([{ contact_id: null, kind: 'open' }]);
    expect(await kept({ address: '+12125550177' })).toMatchObject([{ kind: 'reply' }]);
  });

  test('tells what is wrong with one by its position, and keeps the others', async () => {
    const { id } = await addContact();
    const stranger = await addContact(nobody(), { key: await t.createWorkspace('stranger') });
    const answer = await tell([
      event(),
      event({ contactId: stranger.id, address: undefined }),
      event({ contactId: 'con_of_nobody', address: undefined }),
      event({ contactId: id, address: nobody() }),
      event({ address: undefined }),
      event({ address: 'no address' }),
      event({ channel: 'sms' }),
      event({ at: inMs(6 * MINUTE_MS) }),
      event({ at: '2026-06-01T09:12:00' }),
      event({ kind: 'bounce' }),
      event({ eventID: 'misspelt' }),
      event({ eventId: 'x'.repeat(256) }),
      'no object',
      event({ eventId: 'a\0b' }),
      event({ at: inMs(4 * MINUTE_MS) }),
    ]);
    expect(answer.status).toBe(202);
    expect(answer.json).toMatchObject({ received: 15, accepted: 2, duplicates: 0, expired: 0 });
    const told = answer.json.rejected.map(({ index, code, detail }: Record<string, unknown>) => {
      expect(code).toBe('validation_failed');
      return [index, detail];
    });
    expect(told).toEqual([
      [1, 'contactId names no contact'],
      [2, 'contactId names no contact'],
      [3, "address must be one of the contact's addresses"],
      [4, 'contactId or address is required'],
      [5, 'address must be an email address'],
      [6, 'address must be a phone number'],
      [7, 'at must be at most 5 minutes ahead'],
      [8, 'at must be an instant from 1900 to 9998, such as 2027-01-15T09:00:00Z'],
      [9, 'kind must be one of open, click, reply'],
      [10, 'eventID is not known here'],
      [11, 'eventId must have at most 255 characters'],
      [12, 'the event must be an object'],
      [13, 'a text must not hold NUL (U+0000)'],
    ]);
  });

  test('counts an event id once: in a request, in racing ones, and never for two tenants', async () => {
    const address = nobody();
    const events = Array.from({ length: 40 }, (_, index) =>
      event({ address, eventId: `racing ${index % 20}` }),
    );
    const shuffled = [
      events,
      events.toReversed(),
      events.slice(7),
      [...events.slice(20), ...events],
    ];
    const answers = await Promise.all(shuffled.map((body) => tell(body)));
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202, 202]);
    const sum = (field: string) => answers.reduce((all, { json }) => all + json[field], 0);
    expect([sum('accepted'), sum('accepted') + sum('duplicates')]).toEqual([20, sum('received')]);
    expect(await kept({ address })).toHaveLength(20);
    const key = await t.createWorkspace(`stranger ${people++}`);
    expect((await tell(events, { key })).json).toMatchObject({ accepted: 20, duplicates: 20 });
    // What is not kept does not take an id away from what is.
    const late = event({ at: inMs(-4_000 * DAY_MS), eventId: 'late' });
    const bad = event({ address: 'nobody', eventId: 'late' });
    const good = await tell([late, bad, event({ eventId: 'late' })]);
    expect(good.json).toMatchObject({ accepted: 1, expired: 1, duplicates: 0 });
  });

  test('takes the past as it comes, and counts as expired what the workspace keeps no more', async () => {
    const address = nobody();
    const ages = [729, 1, 400, 731, 2_000];
    const events = ages.map((days) => event({ address, at: inMs(-days * DAY_MS) }));
    expect((await tell(events)).json).toMatchObject({ accepted: 3, expired: 2, rejected: [] });
    const key = await t.createWorkspace(`long memory ${people++}`);
    const longer = { engagementRetentionDays: 3_650 };
    const changed = await t.request('PATCH /v1/workspace', { body: longer, key });
    expect(changed.json).toMatchObject(longer);
    expect((await tell(events, { key })).json).toMatchObject({ accepted: 5, expired: 0 });
  });

  test('refuses a body that is wrong as a whole', async () => {
    for (const body of [{}, { events: [] }, { events: {} }, { events: [event()], more: 1 }, []]) {
      const { status } = await t.request('POST /v1/engagement-events', { body });
      expect([status, body]).toEqual([422, body]);
    }
    const raw = await t.request('POST /v1/engagement-events', { raw: '{"events": [' });
    expect(raw.status).toBe(400);
    const many = { events: Array.from({ length: 50_001 }, () => null) };
    const answer = await t.request('POST /v1/engagement-events', { body: many });
    expect(answer.status).toBe(422);
  });

  test('takes bodies of up to 8 MB', async () => {
    const post = (raw: string) => t.request('POST /v1/engagement-events', { raw });
    const padding = (length: number) => `{"events": [null${' '.repeat(length)}]}`;
    const most = 8 * 1_048_576;
    expect((await post(padding(most - padding(0).length))).status).toBe(202);
    const above = await post(padding(most));
    expect([above.status, above.json.code]).toEqual([413, 'body_too_large']);
  });

  test('K4: the same key counts the same events once, with an event id or without', async () => {
    const address = nobody();
    const headers = { 'Idempotency-Key': `engagement ${people++}` };
    const body = [event({ address })];
    const first = await tell(body, { headers });
    const again = await tell(body, { headers });
    expect(again.json).toEqual(first.json);
    expect(again.headers.get('Idempotent-Replayed')).toBe('true');
    expect(await kept({ address })).toHaveLength(1);
    expect((await tell([event({ address })], { headers })).status).toBe(422);
  });

  test('C4: of a contact that is deleted meanwhile, nothing is left', async () => {
    for (let round = 0; round < 10; round++) {
      const { id, email } = await addContact();
      const tellOf = () => tell([event({ contactId: id, address: undefined }), event()]);
      await Promise.all([
        tellOf(),
        tellOf(),
        t.request(`DELETE /v1/contacts/${id}`),
        tellOf(),
        tellOf(),
      ]);
      expect(await kept({ contactId: id, address: email })).toEqual([]);
    }
  });

  test('C4: what was done at an address goes with the last contact that has it', async () => {
    const email = nobody();
    const other = nobody();
    await tell([event({ address: email }), event({ address: other })]);
    const [ana, bo] = [await addContact(email), await addContact(email)];
    await t.request(`DELETE /v1/contacts/${ana.id}`);
    expect(await kept({ address: email })).toHaveLength(1);
    await t.request(`DELETE /v1/contacts/${bo.id}`);
    expect(await kept({ address: email })).toEqual([]);
    expect(await kept({ address: other })).toHaveLength(1);
    for (let round = 0; round < 5; round++) {
      const shared = nobody();
      const contacts = [
        await addContact(shared),
        await addContact(shared),
        await addContact(shared),
      ];
      await tell([event({ address: shared })]);
      await Promise.all(contacts.map(({ id }) => t.request(`DELETE /v1/contacts/${id}`)));
      expect(await kept({ address: shared })).toEqual([]);
    }
  });
});
