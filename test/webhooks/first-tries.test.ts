import { Webhook } from 'standardwebhooks';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { eventually } from '#test/support/eventually';
import { SECRET, startWebhookStage, type WebhookStage } from '#test/support/webhook-stage';
import { createWorkspace } from '#workspaces/create-workspace';

let stage: WebhookStage;
let telling: { stop(): Promise<void> } | undefined;

beforeAll(async () => {
  stage = await startWebhookStage();
});
afterEach(async () => {
  await telling?.stop();
  telling = undefined;
  stage.answerWith(() => ({ status: 200 }));
  await stage.system.core.connection.sql`UPDATE webhook_endpoints SET deleted_at = now()`;
});
afterAll(() => stage.stop());

const untilHeard = (path: string, count: number) =>
  eventually(`${count} events at ${path}`, () => stage.counts(path).size >= count);
const untilNone = (id: string) =>
  eventually('nothing pending', async () =>
    (await stage.deliveries(id)).every(({ status }) => status !== 'pending'),
  );

/** Keeps whoever calls there waiting for an answer. */
function hold(path: string): Set<() => void> {
  const held = new Set<() => void>();
  stage.answerWith((heard) =>
    heard.path.startsWith(path)
      ? new Promise((resolve) => held.add(() => resolve({ status: 200 })))
      : { status: 200 },
  );
  return held;
}

function release(held: Set<() => void>): void {
  stage.answerWith(() => ({ status: 200 }));
  for (const answer of held) answer();
}

describe('H6: what happens is told', () => {
  test('at once, once, signed, and is logged', async () => {
    const id = await stage.addEndpoint('/one');
    telling = stage.startTelling();
    await stage.happen(1);
    await untilNone(id);
    const [delivery] = await stage.deliveries(id);
    expect(delivery).toMatchObject({
      status: 'delivered',
      tries: 1,
      statusCode: 200,
      errorCode: null,
    });
    const [one] = stage.heard.filter(({ path }) => path === '/one');
    expect(new Webhook(SECRET).verify(one?.body ?? '', one?.headers ?? {})).toMatchObject({
      type: 'batch.completed',
      data: { batchId: 'bat_1', n: 1 },
    });
    const logged = await stage.system.core.connection.sql`
      SELECT status_code, error_code, took_ms FROM webhook_attempts WHERE endpoint_id = ${id}`;
    expect(logged).toEqual([{ status_code: 200, error_code: null, took_ms: expect.any(Number) }]);
    expect(stage.counts('/one').get(delivery?.eventId ?? '')).toBe(1);
  });

  test('by any number of workers, each event once', async () => {
    const id = await stage.addEndpoint('/many');
    const loops = [stage.startTelling(), stage.startTelling(), stage.startTelling()];
    await stage.happen(300);
    await untilNone(id);
    await Promise.all(loops.map((loop) => loop.stop()));
    const counts = stage.counts('/many');
    expect(counts.size).toBe(300);
    expect([...counts.values()].every((count) => count === 1)).toBe(true);
  });

  test('to a few at a time, and in turn: a crowd of one endpoint does not keep another waiting', async () => {
    const crowd = await stage.addEndpoint('/crowd');
    await stage.happen(400);
    const single = await stage.addEndpoint('/single');
    await stage.happen(1);
    const held = hold('/crowd');
    telling = stage.startTelling();
    await untilNone(single);
    await eventually('as many as may be', () => held.size === 4);
    const left = (await stage.deliveries(crowd)).filter(({ status }) => status === 'pending');
    expect([left.length, held.size]).toEqual([401, 4]);
    release(held);
  });

  test("also while another workspace's twenty do not answer, and have more waiting", async () => {
    const { connection, clock } = stage.system.core;
    const now = new Date(clock.nowMs());
    const { workspaceId } = await createWorkspace(connection.db, { name: 'slow', now });
    for (let n = 1; n <= 20; n++) await stage.addEndpoint(`/slow${n}`, { workspaceId });
    await connection.sql`SELECT tell_endpoints(${workspaceId}, 'batch.completed', now(), NULL,
      'bat_' || n, NULL, '{}') FROM generate_series(1, 4) AS n`;
    const quick = await stage.addEndpoint('/quick');
    const held = hold('/slow');
    telling = stage.startTelling();
    await eventually('a quarter of the room', () => held.size === 5);
    await stage.happen(20);
    await untilNone(quick);
    expect(held.size).toBe(5);
    release(held);
  });

  test('again by another worker, under the same id, when one dies between the call and the record', async () => {
    const id = await stage.addEndpoint('/killed');
    const { recorder } = stage.deps.webhooks;
    const dying = { ...recorder, record: () => Promise.reject(new Error('killed')) };
    const deps = { ...stage.deps, webhooks: { ...stage.deps.webhooks, recorder: dying } };
    const killed = stage.startTelling(deps);
    await stage.happen(1);
    await untilHeard('/killed', 1);
    await killed.stop();
    const [leased] = await stage.deliveries(id);
    expect(leased).toMatchObject({ status: 'pending', tries: 0 });
    telling = stage.startTelling();
    stage.system.passMs(31_000);
    await untilNone(id);
    expect([...stage.counts('/killed').values()]).toEqual([2]);
  });

  test('to nobody who is disabled, deleted, or has not asked for it', async () => {
    const asked = await stage.addEndpoint('/asked');
    const disabled = await stage.addEndpoint('/disabled');
    await stage.addEndpoint('/others', { eventTypes: ['message.sent'] });
    await stage.happen(1);
    await stage.system.core.connection.sql`
      UPDATE webhook_endpoints SET status = 'disabled', disabled_reason = 'requested' WHERE id = ${disabled}`;
    telling = stage.startTelling();
    await untilNone(asked);
    expect(stage.counts('/disabled').size + stage.counts('/others').size).toBe(0);
  });

  test('K1: to the endpoints of its own workspace alone', async () => {
    const { core } = stage.system;
    const other = await createWorkspace(core.connection.db, {
      name: 'another',
      now: new Date(core.clock.nowMs()),
    });
    await stage.addEndpoint('/theirs', { workspaceId: other.workspaceId });
    const ours = await stage.addEndpoint('/ours');
    telling = stage.startTelling();
    await stage.happen(3);
    await untilNone(ours);
    expect(stage.counts('/theirs').size).toBe(0);
    expect(stage.counts('/ours').size).toBe(3);
  });
});
