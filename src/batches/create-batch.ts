import { insertBatch } from '#db/batches';
import { insertMessages } from '#db/messages/insert-messages';
import { newId } from '#db/new-id';
import type { Scope } from '#db/scope';
import { AppError, type ErrorCode, type Problem } from '#domain/errors';
import { explainPlan } from '#messages/explain-plan';
import type { MessageDeps } from '#messages/message-deps';
import { toRow } from '#messages/schedule-message';
import type { BatchInput } from './batch-input.ts';
import { type PlannedItem, planItems } from './plan-items.ts';

export interface AcceptedBatch {
  id: string;
  /** How many messages were accepted. */
  accepted: number;
  rejected: { index: number; code: ErrorCode; detail: string }[];
}

export interface CreatedBatch {
  batch: AcceptedBatch;
  /** The last send time of its messages; `null` without any. */
  lastSendAt: Date | null;
}

type Accepted = Extract<PlannedItem, { kind: 'accepted' }>;

// A list of what is wrong is for a person to read.
const PROBLEMS_MAX = 20;
// Other requests have their turn after each.
const CHUNK = 500;

/**
 * Accepts messages that are posted together (B1): each as a POST of it would be, in one
 * transaction. The good ones are kept, unless `allOrNothing`.
 *
 * @throws AppError `validation_failed` when the items' texts are too long in all; with
 * `allOrNothing`, when one item is refused.
 */
export async function createBatch(
  deps: MessageDeps,
  scope: Scope,
  input: BatchInput,
): Promise<CreatedBatch> {
  const planned = await planItems(deps, scope, input.items);
  if (input.allOrNothing) refuseIfAny(planned);
  const id = newId('bat');
  const { workspaceId, now } = scope;
  const accepted = planned.filter((item): item is Accepted => item.kind === 'accepted');
  await insertBatch(scope.tx, {
    id,
    workspaceId,
    name: input.name ?? null,
    status: 'running',
    createdAt: now,
    updatedAt: now,
  });
  await store(scope, id, accepted);
  return {
    batch: { id, accepted: accepted.length, rejected: planned.flatMap(toRejection) },
    lastSendAt: findLastSendAt(accepted),
  };
}

async function store(scope: Scope, id: string, accepted: readonly Accepted[]): Promise<void> {
  for (let start = 0; start < accepted.length; start += CHUNK) {
    const planned = accepted.slice(start, start + CHUNK).map(({ input, plan }) => ({
      row: toRow(scope, { ...input, batchId: id }, plan),
      details: explainPlan(plan),
    }));
    await insertMessages(scope.tx, planned);
  }
}

function toRejection(item: PlannedItem, index: number): AcceptedBatch['rejected'] {
  if (item.kind === 'accepted') return [];
  return [{ index, code: item.code, detail: item.detail }];
}

function refuseIfAny(planned: readonly PlannedItem[]): void {
  const refused = planned.flatMap((item, index) => {
    return item.kind === 'refused' ? [toProblems(item, index)] : [];
  });
  if (refused.length === 0) return;
  const detail = `allOrNothing keeps none of the items: ${refused.length} of ${planned.length} are refused`;
  throw new AppError('validation_failed', detail, refused.flat().slice(0, PROBLEMS_MAX));
}

function toProblems(
  { detail, problems }: Extract<PlannedItem, { kind: 'refused' }>,
  index: number,
): Problem[] {
  const own = problems.length > 0 ? problems : [{ pointer: '', detail }];
  return own.map((problem) => ({ ...problem, pointer: `/items/${index}${problem.pointer}` }));
}

function findLastSendAt(accepted: readonly Accepted[]): Date | null {
  const times = accepted.map(({ plan }) => plan.timing.sendAt.getTime());
  return times.length === 0 ? null : new Date(times.reduce((a, b) => Math.max(a, b)));
}
