import { countItems, insertBatch } from '#db/batches';
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
type Refused = Extract<PlannedItem, { kind: 'refused' }>;

/** What came of the items so far: their texts are stored, and not kept here. */
interface Progress {
  seen: number;
  accepted: number;
  refused: { index: number; item: Refused }[];
  lastSendAtMs: number;
}

// As many as a person, or a program on their behalf, may still want to mend.
const PROBLEMS_MAX = 1_000;

/**
 * Accepts messages that are posted together (B1): each as a POST of it would be, in one
 * transaction. The good ones are kept, unless `allOrNothing`.
 *
 * @throws AppError `validation_failed` when the items' texts are too long in all, or take too long
 * to render; with `allOrNothing`, when one item is refused.
 */
export async function createBatch(
  deps: MessageDeps,
  scope: Scope,
  input: BatchInput,
): Promise<CreatedBatch> {
  const id = newId('bat');
  const { workspaceId, now } = scope;
  await insertBatch(scope.tx, {
    id,
    workspaceId,
    name: input.name ?? null,
    status: 'running',
    // Not told yet: the relay starts its workflow.
    revision: 1,
    createdAt: now,
    updatedAt: now,
  });
  const progress: Progress = { seen: 0, accepted: 0, refused: [], lastSendAtMs: -Infinity };
  for await (const planned of planItems(deps, scope, input.items)) {
    const accepted = note(progress, planned);
    // What is refused as a whole is rolled back, and told to its end.
    if (!input.allOrNothing || progress.refused.length === 0) await store(scope, id, accepted);
  }
  if (input.allOrNothing && progress.refused.length > 0) throw refuseAll(progress);
  await countItems(scope.tx, id, {
    accepted: progress.accepted,
    rejected: progress.refused.length,
  });
  return {
    batch: { id, accepted: progress.accepted, rejected: progress.refused.map(toRejection) },
    lastSendAt: progress.accepted === 0 ? null : new Date(progress.lastSendAtMs),
  };
}

function note(progress: Progress, planned: readonly PlannedItem[]): Accepted[] {
  const accepted = planned.filter((item): item is Accepted => item.kind === 'accepted');
  for (const item of planned) {
    if (item.kind === 'refused') progress.refused.push({ index: progress.seen, item });
    progress.seen += 1;
  }
  progress.accepted += accepted.length;
  const times = accepted.map(({ plan }) => plan.timing.sendAt.getTime());
  progress.lastSendAtMs = Math.max(progress.lastSendAtMs, ...times);
  return accepted;
}

async function store(scope: Scope, id: string, accepted: readonly Accepted[]): Promise<void> {
  const planned = accepted.map(({ input, messageId, plan }) => ({
    row: toRow(scope, { input: { ...input, batchId: id }, messageId, plan }),
    details: explainPlan(plan),
  }));
  await insertMessages(scope.tx, planned, { carriedBy: 'batch' });
}

function toRejection({ index, item }: Progress['refused'][number]) {
  return { index, code: item.code, detail: item.detail };
}

function refuseAll({ refused, seen }: Progress): AppError {
  const problems = refused.slice(0, PROBLEMS_MAX).flatMap(toProblems);
  const cut = problems.length > PROBLEMS_MAX || refused.length > PROBLEMS_MAX;
  const told = cut ? `, and the first ${PROBLEMS_MAX} problems are told` : '';
  const detail = `allOrNothing keeps none of the items: ${refused.length} of ${seen} are refused${told}`;
  return new AppError('validation_failed', detail, problems.slice(0, PROBLEMS_MAX));
}

function toProblems({ index, item }: Progress['refused'][number]): Problem[] {
  const { detail, problems } = item;
  const own = problems.length > 0 ? problems : [{ pointer: '', detail }];
  return own.map((problem) => ({ ...problem, pointer: `/items/${index}${problem.pointer}` }));
}
