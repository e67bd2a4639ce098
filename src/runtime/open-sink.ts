import { setTimeout as sleep } from 'node:timers/promises';
import { newId } from '#db/new-id';
import { recordSinkDelivery, type SinkDelivery } from '#db/record-sink-delivery';
import { findSinkDeliveries } from '#db/sink-deliveries';
import { PROVIDER_TIMEOUT_MS } from '#domain/delivery';
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
  async function keep(delivery: SinkDelivery): Promise<void> {
    const giveUpAtMs = performance.now() + PROVIDER_TIMEOUT_MS;
    for (;;) {
      try {
        return await recordSinkDelivery(db, delivery);
      } catch (error) {
        if (performance.now() + AGAIN_MS > giveUpAtMs) throw error;
        await sleep(AGAIN_MS);
      }
    }
  }

  return createSink({
    random: Math.random,
    async find({ workspaceId, messageId }) {
      const only = { limit: 1, before: undefined };
      const [found] = await findSinkDeliveries(db, { workspaceId, messageId, ...only });
      return found ?? null;
    },
    async record(message) {
      const delivery = toDelivery(message, new Date(clock.nowMs()));
      await keep(delivery);
      return delivery.id;
    },
  });
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
