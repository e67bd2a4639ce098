import { condition, proxyActivities, setHandler, sleep } from '@temporalio/workflow';
import { type DeliveryTarget, LEAD_MS } from '#domain/delivery';
import type { Activities } from '../../../activities/index.ts';
import type { ScheduledMessageInput } from '../../../workflows/scheduled-message.ts';
import {
  cancelSignal,
  contactDeletedSignal,
  rescheduledSignal,
} from '../../../workflows/signals.ts';

const { deliverMessage } = proxyActivities<Activities>({ startToCloseTimeout: '1 minute' });

/** Broken on purpose: it takes a breath before it delivers, which no recorded run did. */
export async function scheduledMessage(input: ScheduledMessageInput): Promise<unknown> {
  let target: DeliveryTarget = { version: input.version, dueAtMs: input.dueAtMs };
  let ended: string | null = null;
  setHandler(cancelSignal, () => {
    ended ??= 'canceled';
  });
  setHandler(contactDeletedSignal, () => {
    ended ??= 'contact_deleted';
  });
  setHandler(rescheduledSignal, (newer) => {
    if (newer.version > target.version) target = newer;
  });
  for (;;) {
    const awaited = target;
    const isOverruled = () => ended !== null || target !== awaited;
    const wakeInMs = awaited.dueAtMs - LEAD_MS - Date.now();
    await sleep(1);
    if (!isOverruled() && wakeInMs > 0) await condition(isOverruled, wakeInMs);
    if (ended !== null) return { ended };
    if (isOverruled()) continue;
    const delivering = deliverMessage({ messageId: input.messageId, ...awaited });
    const result = await Promise.race([delivering, condition(isOverruled).then(() => null)]);
    if (ended !== null) return { ended };
    if (result?.kind === 'done') return { ended: 'delivered' };
    if (result?.kind === 'moved' && result.version > target.version) target = result;
  }
}
