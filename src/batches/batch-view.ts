import type { BatchCount, BatchRow } from '#db/batches';
import type { BatchStatus } from '#domain/batch';
import { type Status, statuses } from '#domain/status';
import { toUploadView, type UploadView } from './upload-view.ts';

/** A batch as callers see it (B2). */
export interface BatchView {
  id: string;
  name: string | null;
  status: BatchStatus;
  /** Its lines are checked, and no message is stored. */
  dryRun: boolean;
  /** `null`: its messages came with the request that made it. */
  upload: UploadView | null;
  total: number;
  counts: Record<Status, number>;
  /** When the last of what is still to come goes: due, and at its sender's rate; `null`: nothing is. */
  estimatedEndAt: Date | null;
  /** When nothing was to come of its messages any more; `null` until then. */
  completedAt: Date | null;
  createdAt: Date;
  updatedAt: Date;
}

/** Puts a batch and the counts of its messages together. */
export function toBatchView(row: BatchRow, counted: readonly BatchCount[]): BatchView {
  const sum = (of: (count: BatchCount) => number) => counted.reduce((all, it) => all + of(it), 0);
  const isOver = row.status === 'running' && sum(({ pending }) => pending) === 0;
  const isCanceled = row.status === 'canceled';
  // Of a canceled one nothing goes any more; when a paused one goes on, or what is unknown, nobody
  // can tell.
  const isGoing = row.status === 'running' || row.status === 'done';
  const ahead = isGoing ? counted.filter(({ status }) => status !== 'unknown') : [];
  return {
    id: row.id,
    name: row.name,
    status: isOver ? 'done' : row.status,
    dryRun: row.isDryRun,
    upload: toUploadView(row),
    total: sum(({ count }) => count),
    counts: toCounts(counted, isCanceled),
    estimatedEndAt: latest(ahead.map(({ lastAt }) => lastAt)),
    completedAt: row.completedAt,
    createdAt: row.createdAt,
    updatedAt: latest([row.updatedAt, ...counted.map((it) => it.updatedAt)]) ?? row.updatedAt,
  };
}

function toCounts(counted: readonly BatchCount[], isCanceled: boolean): Record<Status, number> {
  const counts = Object.fromEntries(statuses.map((status) => [status, 0])) as Record<
    Status,
    number
  >;
  for (const { status, count } of counted) {
    counts[isCanceled && status === 'scheduled' ? 'canceled' : status] += count;
  }
  return counts;
}

function latest(instants: readonly (Date | null)[]): Date | null {
  const times = instants.flatMap((instant) => instant?.getTime() ?? []);
  return times.length === 0 ? null : new Date(Math.max(...times));
}
