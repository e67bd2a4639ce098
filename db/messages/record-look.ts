import { sql } from 'drizzle-orm';
import type { FoundReport, LookSettlement } from '#domain/look-up';
import type { Database, Queryable } from '../connect.ts';
import { noteForRelay } from '../outbox.ts';
import { addEvents } from './add-events.ts';
import { applyReceipts } from './apply-receipts.ts';
import type { UnknownMessage } from './find-unknown.ts';

/**
 * Keeps that the provider has the message: it moves on as by a report that came by itself, which
 * may come yet and then counts no more.
 *
 * @returns whether it moved.
 */
export async function recordFound(
  db: Database,
  message: UnknownMessage,
  { report, now }: { report: FoundReport; now: Date },
): Promise<boolean> {
  const { createdAt, dedupeKeys, ...receipt } = report;
  return db.transaction(async (tx) => {
    const receipts = [{ ...receipt, messageId: message.id }];
    const { moved, arrived } = await applyReceipts(tx, receipts, now);
    if (moved === 0) return false;
    await noteForRelay(tx, arrived);
    await addEvents(tx, [message], 'looked_up', now, { tries: message.tries + 1, found: true });
    return true;
  });
}

/** Keeps that a look found nothing; the last one is told. A message that moved meanwhile stays. */
export async function recordNotFound(
  db: Database,
  message: UnknownMessage,
  { settlement, now }: { settlement: LookSettlement; now: Date },
): Promise<void> {
  if (settlement.kind === 'again') {
    await change(db, message, sql`reconcile_at = ${settlement.at.toISOString()}::timestamptz`);
    return;
  }
  const { reason, detail } = settlement;
  await db.transaction(async (tx) => {
    const isOver = sql`reconcile_at = NULL, failure_detail = ${detail}, version = version + 1,
      updated_at = ${now.toISOString()}::timestamptz`;
    const changed = await change(tx, message, isOver);
    if (!changed) return;
    const tries = message.tries + 1;
    await addEvents(tx, [message], 'looked_up', now, { tries, found: false, reason });
  });
}

/** Lets a message be whose provider cannot be asked: its reports come by themselves, or never. */
export async function stopLooking(db: Queryable, id: string): Promise<void> {
  await db.execute(sql`UPDATE messages SET reconcile_at = NULL WHERE id = ${id}`);
}

/** @returns false when the message moved on, or somebody else looked. */
async function change(
  tx: Queryable,
  { id, reconcileAt }: UnknownMessage,
  what: ReturnType<typeof sql>,
): Promise<boolean> {
  const rows = await tx.execute(sql`
    UPDATE messages SET reconcile_tries = reconcile_tries + 1, ${what}
    WHERE id = ${id} AND status = 'unknown'
      AND reconcile_at = ${reconcileAt.toISOString()}::timestamptz
    RETURNING 1`);
  return rows.length > 0;
}
