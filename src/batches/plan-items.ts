import { newId } from '#db/new-id';
import type { Scope } from '#db/scope';
import { BATCH_RENDERING_MAX, BATCH_TEXTS_MAX } from '#domain/batch';
import { AppError, type ErrorCode, type Problem, validationFailed } from '#domain/errors';
import type { RenderWork } from '#domain/templates/render-work';
import type { MessageDeps } from '#messages/message-deps';
import type { MessageInput } from '#messages/message-input';
import { type MessagePlan, planMessage } from '#messages/plan-message';
import { createPlanReads, type PlanReads, type PlanScope } from '#messages/plan-reads';
import { createRenderQueue } from '#messages/render-queue';
import { createHistoryRead } from '#messages/send-time-reads';
import type { BatchItem } from './batch-input.ts';
import { ExcessError } from './excess-error.ts';

/** What became of an item: as a POST of it would be accepted or refused. */
export type PlannedItem =
  | { kind: 'accepted'; input: MessageInput; messageId: string; plan: MessagePlan }
  | { kind: 'refused'; code: ErrorCode; detail: string; problems: readonly Problem[] };

// Planned at once: what they read goes in one statement for all of them.
const CHUNK = 200;

/**
 * Plans each item of a batch as `planMessage` plans a message, a part of them at a time, in their
 * order. Their contacts are locked beforehand, in the one order that there is: no two batches wait
 * for each other.
 *
 * @throws ExcessError when their texts are too long in all, or take too long to render.
 */
export async function* planItems(
  deps: MessageDeps,
  scope: Scope,
  items: readonly BatchItem[],
): AsyncGenerator<PlannedItem[]> {
  const reads = createPlanReads(scope);
  const renders = createRenderQueue(refuseExcess);
  await lockContactsOf(reads, items);
  let characters = 0;
  for (let start = 0; start < items.length; start += CHUNK) {
    const chunk = items.slice(start, start + CHUNK);
    const own = { ...reads, ...createHistoryRead(scope, reads.workspace) };
    const shared: PlanScope = { ...scope, reads: own, renders };
    const planned = await Promise.all(chunk.map((item) => planItem(deps, shared, item)));
    refuseExcess(renders.work);
    characters += planned.reduce((sum, item) => sum + countCharacters(item), 0);
    if (characters > BATCH_TEXTS_MAX) throw tooLong();
    yield planned;
  }
}

async function lockContactsOf(reads: PlanReads, items: readonly BatchItem[]): Promise<void> {
  const ids = items.map((item) => (item.kind === 'readable' ? item.input.contactId : undefined));
  const distinct = new Set(ids.filter((id) => id !== undefined));
  await Promise.all([...distinct].map((id) => reads.contact(id)));
}

async function planItem(
  deps: MessageDeps,
  scope: PlanScope,
  item: BatchItem,
): Promise<PlannedItem> {
  if (item.kind === 'unreadable') return toRefused(validationFailed(item.problems));
  const { input } = item;
  try {
    const messageId = newId('msg');
    const plan = await planMessage(deps, scope, { input, messageId });
    return { kind: 'accepted', input, messageId, plan };
  } catch (error) {
    if (error instanceof AppError) return toRefused(error);
    throw error;
  }
}

function toRefused({ code, message, problems }: AppError): PlannedItem {
  return { kind: 'refused', code, detail: message, problems };
}

function countCharacters(item: PlannedItem): number {
  if (item.kind === 'refused') return 0;
  const { text, html } = item.plan.content;
  return (text?.length ?? 0) + (html?.length ?? 0);
}

function refuseExcess({ spent, made }: Readonly<RenderWork>): void {
  if (made > BATCH_TEXTS_MAX) throw tooLong();
  if (spent <= BATCH_RENDERING_MAX) return;
  throw new ExcessError(
    'items take too long to render in all: post fewer at once, or simpler templates',
  );
}

function tooLong(): AppError {
  return new ExcessError(
    `items must have at most ${BATCH_TEXTS_MAX} characters of rendered texts in all`,
  );
}
