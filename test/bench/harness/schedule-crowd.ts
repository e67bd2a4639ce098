import { sql } from 'drizzle-orm';
import { inWorkspace } from '#db/scope';
import { shippedZoneRules } from '#domain/time-zone';
import { scheduleMessage } from '#messages/schedule-message';
import { toText } from './ledger.ts';
import type { Stage } from './stage.ts';

export interface Crowd {
  group: string;
  count: number;
  dueMs: number;
}

const RECIPIENT = '+12125550199';
const PER_TRANSACTION = 100;
const AT_ONCE = 4;

/**
 * Accepts many messages due at one instant by the verb behind the API, so that it is quick.
 *
 * @returns their ids
 */
export async function scheduleCrowd(stage: Stage, crowd: Crowd): Promise<string[]> {
  const ids: string[] = [];
  let left = crowd.count;
  const lane = async () => {
    while (left > 0) {
      const count = Math.min(PER_TRANSACTION, left);
      left -= count;
      ids.push(...(await scheduleSome(stage, { ...crowd, count })));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  return ids;
}

function scheduleSome(stage: Stage, { group, count, dueMs }: Crowd): Promise<string[]> {
  const { db } = stage.connection;
  const input = {
    channel: 'sms' as const,
    to: RECIPIENT,
    text: toText(group, dueMs),
    sendAt: new Date(dueMs).toISOString(),
  };
  return inWorkspace(db, stage.tenants.crowd.actor, new Date(), async (scope) => {
    const ids: string[] = [];
    for (let index = 0; index < count; index++) {
      const message = await scheduleMessage({ zoneRules: shippedZoneRules() }, scope, input);
      ids.push(message.id);
    }
    return ids;
  });
}

/** How many of the messages due at that instant still wait for a relay. */
export async function countUnrelayed({ connection }: Stage, dueMs: number): Promise<number> {
  const dueAt = new Date(dueMs).toISOString();
  const rows = await connection.db.execute<{ count: number }>(
    sql`SELECT count(*)::int AS count FROM outbox WHERE due_at = ${dueAt}::timestamptz`,
  );
  return rows[0]?.count ?? 0;
}
