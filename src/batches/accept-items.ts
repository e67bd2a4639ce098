import type { Rejection } from '#db/batch-uploads';
import type { Scope } from '#db/scope';
import { AppError, type ErrorCode, type Problem } from '#domain/errors';
import type { MessageDeps } from '#messages/message-deps';
import type { BatchInput } from './batch-input.ts';
import { type PlannedItem, planItems } from './plan-items.ts';
import type { AcceptedItem } from './store-items.ts';

/** What came of a batch's items. */
export interface AcceptedItems {
  /** How many messages were accepted. */
  accepted: number;
  rejected: { index: number; code: ErrorCode; detail: string }[];
  /** The same as lines: an item's is its place, from 1. */
  rejections: Rejection[];
  /** The last send time of its messages; `null` without any. */
  lastSendAt: Date | null;
}

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
 * Accepts or refuses each item as a POST of it would be, and hands those that are accepted to
 * `store`, a part of them at a time.
 *
 * @throws AppError `validation_failed` when the items' texts are too long in all, or take too long
 * to render; with `allOrNothing`, when one item is refused.
 */
export async function acceptItems(
  deps: MessageDeps,
  scope: Scope,
  {
    input: { items, allOrNothing = false },
    store,
  }: { input: BatchInput; store(accepted: readonly AcceptedItem[]): Promise<void> },
): Promise<AcceptedItems> {
  const progress: Progress = { seen: 0, accepted: 0, refused: [], lastSendAtMs: -Infinity };
  for await (const planned of planItems(deps, scope, items)) {
    const accepted = note(progress, planned);
    // What is refused as a whole is rolled back, and told to its end.
    if (!allOrNothing || progress.refused.length === 0) await store(accepted);
  }
  if (allOrNothing && progress.refused.length > 0) throw refuseAll(progress);
  return {
    accepted: progress.accepted,
    rejected: progress.refused.map(toRejected),
    rejections: progress.refused.map(toRejection),
    lastSendAt: progress.accepted === 0 ? null : new Date(progress.lastSendAtMs),
  };
}

function note(progress: Progress, planned: readonly PlannedItem[]): AcceptedItem[] {
  const accepted = planned.filter((item): item is AcceptedItem => item.kind === 'accepted');
  for (const item of planned) {
    if (item.kind === 'refused') progress.refused.push({ index: progress.seen, item });
    progress.seen += 1;
  }
  progress.accepted += accepted.length;
  const times = accepted.map(({ plan }) => plan.timing.sendAt.getTime());
  progress.lastSendAtMs = Math.max(progress.lastSendAtMs, ...times);
  return accepted;
}

function toRejected({ index, item }: Progress['refused'][number]) {
  return { index, code: item.code, detail: item.detail };
}

function toRejection({ index, item }: Progress['refused'][number]): Rejection {
  const { code, detail, problems } = item;
  return { line: index + 1, code, detail, problems };
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
