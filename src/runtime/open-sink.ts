import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '#db/connect';
import { newId } from '#db/new-id';
import { recordSinkDelivery, type SinkDelivery } from '#db/record-sink-delivery';
import { findSinkDeliveries } from '#db/sink-deliveries';
import { DatabaseError, toSafeError } from '#db/to-safe-error';
import type { OutboundMessage, Provider } from '#providers/provider';
import { createSink } from '#providers/sink';
import { toMailHeaders } from '#providers/to-mail-headers';
import type { Core } from './open-core.ts';

const AGAIN_MS = 100;

/** The sink that keeps what it is given in the database, and tries again while that is away. */
export function openSink({
  connection: { db },
  clock,
}: Pick<Core, 'connection' | 'clock'>): Provider {
  return createSink({
    random: Math.random,
    async find({ workspaceId, messageId }) {
      const only = { limit: 1, before: undefined };
      const [found] = await findSinkDeliveries(db, { workspaceId, messageId, ...only });
      return found ?? null;
    },
    async record(message, timeoutMs) {
      const delivery = toDelivery(message, new Date(clock.nowMs()));
      const inTime = new AbortController();
      const late = sleep(timeoutMs, null, { signal: inTime.signal }).then(() => {
        throw new Error('the database did not answer in time');
      });
      await Promise.race([keep(db, delivery, inTime.signal), late]).finally(() => inTime.abort());
      return delivery.id;
    },
  });
}

/** Under one id, so that what was kept and not heard of is not kept twice. */
async function keep(db: Database, delivery: SinkDelivery, ended: AbortSignal): Promise<void> {
  for (;;) {
    try {
      return await recordSinkDelivery(db, delivery);
    } catch (error) {
      const safe = toSafeError(error);
      if (!(safe instanceof DatabaseError && safe.isUnavailable)) throw error;
      await sleep(AGAIN_MS, null, { signal: ended });
    }
  }
}

function toDelivery(message: OutboundMessage, deliveredAt: Date): SinkDelivery {
  return {
    id: newId('snk'),
    messageId: message.messageId,
    workspaceId: message.workspaceId,
    channel: message.channel,
    from: message.from.address ?? message.from.serviceSid ?? '',
    to: message.to.address,
    subject: message.subject,
    text: message.text,
    html: message.html,
    headers: toSinkHeaders(message),
    deliveredAt,
  };
}

/** What a vendor would be given to put into the header; nothing on channels that have none. */
function toSinkHeaders(message: OutboundMessage): Record<string, string> {
  if (message.email === null) return {};
  const { replyTo } = message.email;
  return { ...toMailHeaders(message), ...(replyTo === null ? {} : { 'Reply-To': replyTo }) };
}
