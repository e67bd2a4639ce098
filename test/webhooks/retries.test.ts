import { Webhook } from 'standardwebhooks';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { eventually } from '#test/support/eventually';
import { SECRET, startWebhookStage, type WebhookStage } from '#test/support/webhook-stage';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

let stage: WebhookStage;
let telling: { stop(): Promise<void> };

beforeAll(async () => {
  stage = await startWebhookStage();
});
afterEach(async () => {
  await telling.stop();
  stage.answerWith(() => ({ status: 200 }));
  stage.disabled.length = 0;
  await stage.system.core.connection.sql`UPDATE webhook_endpoints SET deleted_at = now()`;
});
afterAll(() => stage.stop());

const nowMs = () => stage.system.core.clock.nowMs();
const statusesOf = async (id: string) =>
  (await stage.deliveries(id)).map(({ status }) => status).toSorted();
const untilTried = (id: string, count = 1) =>
  eventually('what was refused is stored', async () => {
    const rows = await stage.deliveries(id);
    return rows.filter(({ tries }) => tries > 0).length >= count && stage.endpoint(id);
  });

/** An endpoint, and so many events, each refused once. */
async function refused(
  path: string,
  answer: { status: number; headers?: Record<string, string> },
  count = 1,
) {
  stage.answerWith(() => answer);
  const id = await stage.addEndpoint(path);
  telling = stage.startTelling();
  await stage.happen(count);
  return { id, endpoint: await untilTried(id, Math.min(count, 1)) };
}

describe('H6: what an endpoint did not take is told again', () => {
  test('after five seconds, and then all that came meanwhile', async () => {
    const { id, endpoint } = await refused('/down', { status: 503 });
    const pauseMs = (endpoint.retryAt?.getTime() ?? 0) - nowMs();
    expect(pauseMs).toBeGreaterThan(3_000);
    expect(pauseMs).toBeLessThanOrEqual(5_500);
    expect(endpoint.revision).toBeGreaterThan(endpoint.relayedRevision);
    await stage.happen(20);
    expect(await stage.retry(id)).toMatchObject({
      kind: 'wait',
      untilMs: endpoint.retryAt?.getTime(),
    });
    stage.answerWith(() => ({ status: 200 }));
    stage.system.passMs(6_000);
    expect(await stage.retry(id)).toEqual({ kind: 'done' });
    await eventually('all told', async () =>
      (await statusesOf(id)).every((s) => s === 'delivered'),
    );
    expect(await stage.endpoint(id)).toMatchObject({ failingSince: null, retryAt: null });
    expect(stage.counts('/down').size).toBe(21);
  });

  test('one try at each round, and rounds ever further apart', async () => {
    const { id } = await refused('/long', { status: 502 });
    await stage.happen(10);
    const pauses: number[] = [];
    for (let round = 0; round < 8; round++) {
      const { retryAt } = await stage.endpoint(id);
      stage.system.passMs((retryAt?.getTime() ?? 0) - nowMs());
      const before = stage.heard.length;
      await stage.retry(id);
      expect(stage.heard.length).toBe(before + 1);
      pauses.push(
        Math.floor((((await stage.endpoint(id)).retryAt?.getTime() ?? 0) - nowMs()) / 1_000),
      );
    }
    const least = [60, 300, 1_800, 7_200, 18_000, 36_000, 36_000, 36_000];
    for (const [index, seconds] of least.entries()) {
      expect(pauses[index]).toBeGreaterThanOrEqual(seconds - 1);
      expect(pauses[index]).toBeLessThanOrEqual(seconds * 1.1);
    }
  });

  test('when it asks for it, at most a day later', async () => {
    const { endpoint } = await refused('/asks', {
      status: 429,
      headers: { 'retry-after': '7200' },
    });
    const pauseMs = (endpoint.retryAt?.getTime() ?? 0) - nowMs();
    expect(pauseMs).toBeGreaterThan(7_200_000 - MINUTE_MS);
    expect(pauseMs).toBeLessThanOrEqual(7_200_000);
    await telling.stop();
    const much = await refused('/much', { status: 503, headers: { 'retry-after': '999999' } });
    const longMs = (much.endpoint.retryAt?.getTime() ?? 0) - nowMs();
    expect(longMs).toBeGreaterThan(DAY_MS - MINUTE_MS);
    expect(longMs).toBeLessThanOrEqual(DAY_MS);
  });

  test('410 disables it at once, and tells the others of it', async () => {
    const other = await stage.addEndpoint('/other');
    stage.answerWith(({ path }) => ({ status: path === '/gone' ? 410 : 200 }));
    const id = await stage.addEndpoint('/gone');
    await stage.happen(1);
    telling = stage.startTelling();
    await eventually('disabled', async () => (await stage.endpoint(id)).status === 'disabled');
    expect(await stage.endpoint(id)).toMatchObject({ disabledReason: 'gone' });
    expect(stage.disabled).toEqual([`${id} gone`]);
    await eventually('the notice', () =>
      stage.heard.some(
        ({ path, body }) => path === '/other' && body.includes('"endpoint.disabled"'),
      ),
    );
    const notice = stage.heard.find(({ body }) => body.includes('"endpoint.disabled"'));
    expect(JSON.parse(notice?.body ?? '')).toMatchObject({
      data: { endpointId: id, reason: 'gone' },
    });
    expect(await stage.retry(id)).toEqual({ kind: 'done' });
    expect(await statusesOf(id)).toEqual(['failed']);
    expect(await statusesOf(other)).toEqual(['delivered', 'delivered']);
  });

  test.each([500, 503])('five days of %i disable it, and give up what waits', async (status) => {
    const { id } = await refused(`/days${status}`, { status });
    await stage.happen(5);
    for (let hours = 0; hours < 6 * 24; hours += 6) {
      await stage.retry(id);
      if ((await stage.endpoint(id)).status === 'disabled') break;
      stage.system.passMs(6 * 60 * MINUTE_MS);
    }
    expect(await stage.endpoint(id)).toMatchObject({
      status: 'disabled',
      disabledReason: 'failing',
    });
    await stage.retry(id);
    expect(new Set(await statusesOf(id))).toEqual(new Set(['failed']));
    expect(stage.disabled).toEqual([`${id} failing`]);
  });

  test('one event that it refuses keeps no other waiting, and is given up alone', async () => {
    let poison = '';
    stage.answerWith((one) => {
      poison ||= one.id;
      return { status: one.id === poison ? 400 : 200 };
    });
    const id = await stage.addEndpoint('/poison');
    telling = stage.startTelling();
    await stage.happen(1);
    await untilTried(id);
    for (let day = 0; day < 9; day++) {
      await stage.happen(2);
      await eventually('the others told', async () => {
        return (await statusesOf(id)).filter((each) => each === 'delivered').length === 2 * day + 2;
      });
      for (let hour = 0; hour < 24; hour += 4) {
        await stage.retry(id);
        stage.system.passMs(4 * 60 * MINUTE_MS);
      }
    }
    const rows = await stage.deliveries(id);
    const given = rows.filter(({ status }) => status === 'failed');
    expect(given).toMatchObject([{ eventId: poison, errorCode: 'status_400', statusCode: 400 }]);
    expect(await stage.endpoint(id)).toMatchObject({ status: 'active', retryAt: null });
    expect(stage.counts('/poison').get(poison)).toBeGreaterThan(10);
  });

  test('secrets that are rotated meanwhile lose nothing: one of two is the one it knows', async () => {
    let known = SECRET;
    let strangers = 0;
    stage.answerWith(({ id, body, headers }) => {
      const at = new Date(Number(headers['webhook-timestamp']) * 1_000);
      const mine = new Webhook(known).sign(id, at, body);
      const isKnown = headers['webhook-signature']?.split(' ').includes(mine);
      if (!isKnown) strangers++;
      return { status: isKnown ? 200 : 401 };
    });
    const id = await stage.addEndpoint('/rotated');
    telling = stage.startTelling();
    const { sql } = stage.system.core.connection;
    for (let round = 1; round <= 10; round++) {
      await stage.happen(30);
      await eventually('some told', () => stage.counts('/rotated').size > round * 30 - 20);
      const secret = `whsec_${Buffer.from(`secret number ${round}`).toString('base64')}`;
      await sql`UPDATE webhook_endpoints SET previous_secret = secret, secret = ${secret},
        previous_secret_until = ${stage.system.inMs(DAY_MS)}::timestamptz WHERE id = ${id}`;
      await stage.happen(5);
      // Whoever reads the secret before it is changed signs with the old one for a moment longer.
      await eventually('all told', async () => {
        return (await statusesOf(id)).every((each) => each === 'delivered');
      });
      known = secret;
    }
    expect(stage.counts('/rotated').size).toBe(350);
    expect(strangers).toBe(0);
  });
});
