import { findBatch } from '#db/batches';
import { listRejectionRows } from '#db/list-batches';
import type { Scope } from '#db/scope';
import { AppError, type ErrorCode } from '#domain/errors';
import type { Page, PageRequest } from '#messages/message-input';

/** A line of an upload that is no message, and why. */
export interface RejectionView {
  line: number;
  code: ErrorCode;
  detail: string;
}

/**
 * The lines of an upload that are no messages, in their order, a page at a time: its cursor is the
 * last line's number.
 *
 * @throws AppError `not_found`
 */
export async function listRejections(
  scope: Scope,
  batchId: string,
  { limit, cursor }: PageRequest,
): Promise<Page<RejectionView>> {
  const batch = await findBatch(scope.tx, batchId);
  if (!batch) throw new AppError('not_found', 'there is no batch with this id');
  const afterLine = Number(cursor ?? 0);
  const rows = await listRejectionRows(scope.tx, batchId, { limit: limit + 1, afterLine });
  const data = rows.slice(0, limit).map(({ line, code, detail }) => ({ line, code, detail }));
  const last = rows.length > limit ? data.at(-1) : undefined;
  return { data, nextCursor: last ? String(last.line) : null };
}
