import { addSender } from '../harness/add-sender.ts';
import { createApiClient } from '../harness/api-client.ts';
import type { Bench, Scenario } from '../harness/bench.ts';
import { toText } from '../harness/ledger.ts';
import { createLineSource } from '../harness/line-source.ts';
import { measureBeside } from '../harness/measure-beside.ts';
import { toNumber } from '../harness/post-batch.ts';
import { onStage, type Stage } from '../harness/stage.ts';
import { closeUpload, uploadBatch } from '../harness/upload-batch.ts';
import { warmUp } from '../harness/warm-up.ts';
import type { ApiAsks } from '../processes/api-process.ts';
import type { WorkerAsks } from '../processes/worker-process.ts';

const MORE_MS = 250;

/** How much later a workspace's messages are while a very long batch of another one drains. */
export const bulkFairness: Scenario = {
  name: 'bulk-fairness',
  run: (bench) => onStage(bench, (stage) => run(bench, stage)),
};

async function run(bench: Bench, stage: Stage): Promise<void> {
  const { fairBatch: count, besideSeconds, besideRounds } = bench.sizes;
  const { crowd, singles } = stage.tenants;
  await stage.start<WorkerAsks>('worker-process.ts');
  const api = await stage.start<ApiAsks>('api-process.ts');
  const url = await api.ask('url', null);
  await warmUp(stage);
  const others = {
    other: createApiClient(url, singles.key),
    same: createApiClient(url, crowd.key),
    senderId: await addSender(stage, crowd),
  };
  await measureBeside(bench, stage, {
    name: 'bulk_fair',
    others,
    count,
    rounds: 1,
    forMs: besideSeconds * besideRounds * 1_000,
    accept: (batch) => uploadDue({ url, key: crowd.key }, batch),
    aims: { more: { atMost: MORE_MS } },
  });
  others.other.close();
  others.same.close();
}

/** A POST has 10,000 items at most: this is one batch all the same. */
async function uploadDue(
  place: { url: string; key: string },
  { group, count, dueMs }: { group: string; count: number; dueMs: number },
): Promise<void> {
  const sendAt = new Date(dueMs).toISOString();
  const { id } = await uploadBatch({
    ...place,
    defaults: { channel: 'sms', sendAt, text: toText(group, dueMs) },
    source: createLineSource({ header: 'to', count, line: toNumber }),
  });
  await closeUpload(place, id);
}
