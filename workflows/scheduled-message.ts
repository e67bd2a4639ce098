import { condition, proxyActivities, setCurrentDetails, setHandler } from '@temporalio/workflow';
import {
  type DeliveryResult,
  type DeliveryTarget,
  isNewTarget,
  LEAD_MS,
  PROVIDER_TIMEOUT_MS,
} from '#domain/delivery';
import type { Activities } from '../activities/index.ts';
import { untilItWorks } from './policies.ts';
import {
  cancelSignal,
  contactDeletedSignal,
  deliveryReportedSignal,
  rescheduledSignal,
} from './signals.ts';

export interface ScheduledMessageInput extends DeliveryTarget {
  messageId: string;
}

/** How the wait ended. The row tells the rest. */
export interface ScheduledMessageResult {
  ended: 'delivered' | 'canceled' | 'contact_deleted';
}

// A claim, an outcome and two commits fit in, on a busy machine too.
const DELIVERY_MARGIN_MS = 20_000;

/**
 * Carries one message until its due time, and an iMessage on until its delivery is reported, or it
 * goes as SMS (N3). It carries ids and an instant, never content: what is sent, and whether, is the
 * row's to say. Started with a delay that ends shortly before that time.
 */
export async function scheduledMessage(
  input: ScheduledMessageInput,
): Promise<ScheduledMessageResult> {
  let target: DeliveryTarget = { version: input.version, dueAtMs: input.dueAtMs };
  let ended: ScheduledMessageResult['ended'] | null = null;

  setHandler(cancelSignal, () => {
    ended ??= 'canceled';
  });
  setHandler(contactDeletedSignal, () => {
    ended ??= 'contact_deleted';
  });
  setHandler(deliveryReportedSignal, () => {
    ended ??= 'delivered';
  });
  setHandler(rescheduledSignal, (newer) => {
    if (newer.version > target.version) target = newer;
  });

  for (;;) {
    const awaited = target;
    const isOverruled = () => ended !== null || target !== awaited;
    setCurrentDetails(`Due at ${new Date(awaited.dueAtMs).toISOString()}`);

    const wakeInMs = awaited.dueAtMs - LEAD_MS - Date.now();
    if (!isOverruled() && wakeInMs > 0) await condition(isOverruled, wakeInMs);
    if (ended !== null) return { ended };
    if (isOverruled()) continue;

    const result = await Promise.race([
      deliver(input.messageId, awaited),
      condition(isOverruled).then(() => null),
    ]);
    if (ended !== null) return { ended };
    if (result?.kind === 'done') return { ended: 'delivered' };
    if (result?.kind === 'moved' && isNewTarget(result, target)) target = result;
  }
}

function deliver(messageId: string, target: DeliveryTarget): Promise<DeliveryResult> {
  const waitMs = Math.max(0, target.dueAtMs - Date.now());
  // The activity waits for the due time itself, and that counts.
  const { deliverMessage } = proxyActivities<Activities>({
    startToCloseTimeout: waitMs + PROVIDER_TIMEOUT_MS + DELIVERY_MARGIN_MS,
    retry: untilItWorks,
  });
  return deliverMessage({ messageId, version: target.version, dueAtMs: target.dueAtMs });
}
