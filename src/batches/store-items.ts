import { type Carried, insertMessages } from '#db/messages/insert-messages';
import type { Scope } from '#db/scope';
import { explainPlan } from '#messages/explain-plan';
import { toRow } from '#messages/schedule-message';
import type { PlannedItem } from './plan-items.ts';

export type AcceptedItem = Extract<PlannedItem, { kind: 'accepted' }>;

/** Stores the messages of a batch's items that were accepted. */
export async function storeItems(
  scope: Scope,
  accepted: readonly AcceptedItem[],
  { batchId, ...carried }: Carried & { batchId: string },
): Promise<void> {
  const planned = accepted.map(({ input, messageId, plan }) => ({
    row: toRow(scope, { input: { ...input, batchId }, messageId, plan }),
    details: explainPlan(plan),
  }));
  await insertMessages(scope.tx, planned, carried);
}
