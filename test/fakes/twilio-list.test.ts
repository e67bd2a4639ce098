import twilio from 'twilio';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FakeTwilio, startFakeTwilio } from '#test/support/fakes/fake-twilio';

const account = { accountSid: `AC${'ab'.repeat(16)}`, authToken: 'token' };
const hello = { to: '+12025550123', from: '+12025550100', body: 'Hello' };

let fake: FakeTwilio;
let client: ReturnType<typeof twilio>;

beforeAll(async () => {
  fake = await startFakeTwilio(account);
  fake.callbacks({ mode: 'none' });
  client = twilio(account.accountSid, account.authToken);
  client.api.baseUrl = fake.url;
});
afterAll(() => fake.stop());

describe('a list of messages', () => {
  const to = '+12025550177';
  let sids: string[];

  beforeAll(async () => {
    sids = [];
    for (const body of ['1', '2', '3', '4', '5']) {
      sids.unshift((await client.messages.create({ ...hello, to, body })).sid);
    }
    await fake.whenIdle();
  });

  it('has those of one recipient, the newest first', async () => {
    const listed = await client.messages.list({ to });
    expect(listed.map(({ sid }) => sid)).toEqual(sids);
    expect(await client.messages.list({ to, from: '+12025550111' })).toEqual([]);
  });

  it('goes on from page to page, and back', async () => {
    const first = await client.messages.page({ to, pageSize: 2 });
    const second = await first.nextPage();
    const third = await second?.nextPage();
    const bodies = [first, second, third].map((page) => page?.instances.map(({ body }) => body));
    expect(bodies).toEqual([['5', '4'], ['3', '2'], ['1']]);
    expect(third?.nextPage()).toBeUndefined();
    expect((await second?.previousPage())?.instances.map(({ body }) => body)).toEqual(['5', '4']);
    expect(await client.messages.list({ to, pageSize: 2 })).toHaveLength(5);
  });

  it('goes on where a page ended, though more were sent since', async () => {
    const first = await client.messages.page({ to, pageSize: 5 });
    expect(first.nextPageUrl).toBeUndefined();
    const begun = await client.messages.page({ to, pageSize: 4 });
    await client.messages.create({ ...hello, to, body: '6' });
    expect((await begun.nextPage())?.instances.map(({ body }) => body)).toEqual(['1']);
  });

  it('has those that were sent in a time, bounds included', async () => {
    const { dateSent } = await client.messages(sids[0] ?? '').fetch();
    const later = new Date(dateSent.getTime() + 3_600_000);
    const earlier = new Date(dateSent.getTime() - 3_600_000);
    const count = async (query: object) => {
      const found = await client.messages.list({ to, ...query });
      return found.filter(({ sid }) => sids.includes(sid)).length;
    };
    expect(await count({ dateSentAfter: earlier, dateSentBefore: later })).toBe(5);
    expect(await count({ dateSentAfter: later })).toBe(0);
    expect(await count({ dateSentBefore: earlier })).toBe(0);
    expect(await count({ dateSentAfter: dateSent, dateSentBefore: dateSent })).toBeGreaterThan(0);
    expect(await count({ dateSent: new Date(dateSent.getTime() - 86_400_000) })).toBe(0);
  });

  it('lacks those by date that were not sent yet', async () => {
    fake.callbacks({ statuses: [] });
    const { sid } = await client.messages.create({ ...hello, to: '+12025550166' });
    fake.callbacks({ statuses: ['sent', 'delivered'] });
    const since = new Date(Date.now() - 3_600_000);
    expect(await client.messages.list({ to: '+12025550166', dateSentAfter: since })).toEqual([]);
    expect((await client.messages.list({ to: '+12025550166' })).map((each) => each.sid)).toEqual([
      sid,
    ]);
  });
});
