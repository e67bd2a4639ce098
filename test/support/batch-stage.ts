import { cancelBatch } from '#batches/cancel-batch';
import { createBatch } from '#batches/create-batch';
import { getBatch } from '#batches/get-batch';
import { pauseBatch } from '#batches/pause-batch';
import { resumeBatch } from '#batches/resume-batch';
import { claimPastDue } from '#db/messages/claim-messages';
import type { MessageInput } from '#messages/message-input';
import type { TestSystem } from './test-system.ts';

/** Batches of a system's demo workspace, and what can be done with them. */
export function createBatchStage(system: TestSystem) {
  /** As it is answered over HTTP: counted after the change. */
  const change = async (id: string, by: typeof pauseBatch) => {
    await system.act((scope) => by(scope, id));
    return system.act((scope) => getBatch(scope, id));
  };
  const messagesOf = (id: string) =>
    system.core.connection.sql<BatchedRow[]>`
      SELECT id, status, held, by_batch AS "byBatch", version, cancel_reason AS "cancelReason",
        due_at AS "dueAt" FROM messages WHERE batch_id = ${id} ORDER BY id`;
  return {
    /** Posts so many messages; `more` is laid over each. @returns the batch's id. */
    async post(count: number, more: (at: number) => Partial<MessageInput> = () => ({})) {
      const items = Array.from({ length: count }, (_, at) => toItem(at, more(at)));
      const { batch } = await system.act((scope) => createBatch(system.core, scope, { items }));
      return batch.id;
    },
    get: (id: string) => system.act((scope) => getBatch(scope, id)),
    pause: (id: string) => change(id, pauseBatch),
    resume: (id: string) => change(id, resumeBatch),
    cancel: (id: string) => change(id, cancelBatch),
    messagesOf,
    /** Claims what is due, as the sweep does. @returns what is of the batch. */
    async claimsOf(id: string) {
      const now = new Date(system.core.clock.nowMs());
      const own = new Set((await messagesOf(id)).map((message) => message.id));
      const past = { now, dueBefore: now, limit: 100 };
      const claimed = await claimPastDue(system.core.connection.db, past);
      return claimed.filter((each) => own.has(each.id));
    },
    async eventsOf(id: string) {
      const rows = await system.core.connection.sql<{ kind: string }[]>`
        SELECT kind FROM batch_events WHERE batch_id = ${id} ORDER BY at, id`;
      return rows.map(({ kind }) => kind);
    },
  };
}

interface BatchedRow {
  id: string;
  status: string;
  held: boolean;
  byBatch: boolean;
  version: number;
  cancelReason: string | null;
  dueAt: string;
}

function toItem(at: number, more: Partial<MessageInput>) {
  const input = { channel: 'sms' as const, to: `+1212555${2_000 + at}`, text: `Number ${at}` };
  return { kind: 'readable' as const, input: { ...input, ...more } };
}
