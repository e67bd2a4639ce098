import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { countRelayItems } from '#db/relay-queue';
import type { Deliveries } from '#temporal/deliveries';
import { startRelay } from '#temporal/relay';
import type { Relay } from '#temporal/relay-loop';
import { cloneMessages } from '#test/support/clone-messages';
import { type CuttableProxy, startCuttableProxy } from '#test/support/cuttable-proxy';
import { eventually } from '#test/support/eventually';
import { startTestSystem, type TestSystem } from '#test/support/test-system';

const HOUR_MS = 3_600_000;

describe('the relay, without a worker', () => {
  let system: TestSystem;
  beforeAll(async () => {
    system = await startTestSystem({ worker: false });
  });
  afterAll(() => system.stop());

  function relay(deliveries: Partial<Deliveries> = {}): Relay {
    return startRelay({
      db: system.core.connection.db,
      deliveries: { ...system.deliveries, ...deliveries },
      clock: system.core.clock,
      onError: () => {},
    });
  }
  const untilEmpty = () =>
    eventually('an empty outbox', async () => {
      return (await countRelayItems(system.core.connection.db)) === 0;
    });

  test('C1: a message that was canceled before its workflow was asked for gets none', async () => {
    const { id } = await system.schedule({ sendAt: system.inMs(HOUR_MS) });
    await system.cancel(id);
    const running = relay();
    await untilEmpty();
    await running.stop();
    expect(await system.workflowStatus(id)).toBeNull();
  });

  test('two relays at once, woken again and again, start each workflow; the rest is harmless', async () => {
    const { id } = await system.schedule({ sendAt: system.inMs(HOUR_MS) });
    const ids = [id, ...(await cloneMessages(system, id, 119))];
    const started: string[] = [];
    const counting: Partial<Deliveries> = {
      async start(delivery, delayMs) {
        started.push(delivery.messageId);
        await system.deliveries.start(delivery, delayMs);
        // Told twice: the second time it is there.
        await system.deliveries.start(delivery, delayMs);
      },
    };
    const relays = [relay(counting), relay(counting)];
    for (const one of relays) one.wake();
    await untilEmpty();
    await Promise.all(relays.map((one) => one.stop()));
    expect(started.sort()).toEqual(ids.sort());
    for (const one of ids.slice(0, 5)) expect(await system.workflowStatus(one)).toBe('RUNNING');
    for (const one of ids) await system.deliveries.end(one);
  });

  test('a change made while its message is being relayed is not lost', async () => {
    const told: string[] = [];
    let editDuring: Promise<unknown> = Promise.resolve();
    const { id } = await system.schedule({ sendAt: system.inMs(HOUR_MS) });
    const running = relay({
      async start(delivery) {
        told.push(`start ${delivery.target.version}`);
        editDuring = system.edit(id, { sendAt: system.inMs(2 * HOUR_MS) });
        await editDuring;
      },
      async reschedule(delivery) {
        told.push(`reschedule ${delivery.target.version}`);
      },
    });
    await untilEmpty();
    await running.stop();
    // In the time of the first call a second look at it may have begun: it starts what is there.
    expect(told[0]).toBe('start 1');
    expect(told.at(-1)).toMatch(/^(start|reschedule) 2$/);
  });

  test('what could not be told is tried again, and the soonest due comes first', async () => {
    const later = await system.schedule({ sendAt: system.inMs(2 * HOUR_MS) });
    const sooner = await system.schedule({ sendAt: system.inMs(HOUR_MS) });
    const told: string[] = [];
    let failures = 2;
    const tell = async (delivery: { messageId: string }) => {
      if (failures-- > 0) throw new Error('Temporal is away');
      told.push(delivery.messageId);
    };
    const running = relay({ start: tell, reschedule: tell });
    await untilEmpty();
    await running.stop();
    expect(told).toEqual([sooner.id, later.id]);
  });
});

describe('Temporal is away', () => {
  let system: TestSystem;
  let proxy: CuttableProxy;
  beforeAll(async () => {
    const [host = '', port = ''] = inject('temporalAddress').split(':');
    proxy = await startCuttableProxy({ host, port: Number(port) });
    const temporalAddress = `${proxy.host}:${proxy.port}`;
    system = await startTestSystem({ worker: false, temporalAddress });
  });
  afterAll(async () => {
    await system.stop();
    await proxy.stop();
  });

  test('100 messages are accepted and sent on time without it; it learns of the rest', async () => {
    await proxy.cut();
    const worker = await system.startWorker();
    const now = await Promise.all(Array.from({ length: 50 }, () => system.schedule()));
    const soon = await Promise.all(
      Array.from({ length: 50 }, () => system.schedule({ sendAt: system.inMs(4_000) })),
    );
    const waiting = await system.schedule({ sendAt: system.inMs(HOUR_MS) });
    const canceled = await system.schedule({ sendAt: system.inMs(HOUR_MS) });
    await eventually('a try to reach it', () => {
      return system.logLines.some((line) => line.includes('"what":"relay"'));
    });
    expect((await system.cancel(canceled.id)).status).toBe('canceled');
    for (const { id } of [...now, ...soon]) await system.untilStatus(id, 'sent', 30_000);
    const lateMs: number[] = [];
    for (const { id, sendAt } of [...now, ...soon]) {
      const sunk = await system.sunk(id);
      expect(sunk).toHaveLength(1);
      lateMs.push((sunk[0]?.deliveredAt.getTime() ?? 0) - sendAt.getTime());
    }
    expect(Math.min(...lateMs)).toBeGreaterThanOrEqual(0);
    console.log(`100 sent by the sweep, without Temporal: at most ${Math.max(...lateMs)} ms late`);

    await proxy.mend();
    await worker.polling;
    await system.untilWorkflow(waiting.id, 'RUNNING');
    await eventually('no workflow of the canceled one', async () => {
      return (await system.workflowStatus(canceled.id)) !== 'RUNNING';
    });
    expect(await system.sunk(canceled.id)).toEqual([]);
    await system.cancel(waiting.id);
  });

  test('a worker that loses it goes on by itself when it is back', async () => {
    await proxy.cut();
    const { id, sendAt } = await system.schedule({ sendAt: system.inMs(2_000) });
    await eventually('the send time', () => system.core.clock.nowMs() > sendAt.getTime());
    await proxy.mend();
    await system.untilStatus(id, 'sent', 40_000);
    expect(await system.sunk(id)).toHaveLength(1);
  });
});
