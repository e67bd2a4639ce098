import { setTimeout as sleep } from 'node:timers/promises';
import { listDeliveries } from './await-delivery.ts';
import type { Outcome, Stage } from './stage.ts';
import type { DemoMessage } from './wire.ts';

/** Long enough that a message which was to go at its time would be in the sink by then. */
const AFTERWARDS_MS = 1_500;

/** Waits until a canceled message's time is over, and sees that it was not sent. */
export async function awaitSilence(
  stage: Stage,
  scene: string,
  message: DemoMessage,
  reason: string,
): Promise<Outcome> {
  await sleep(Math.max(0, Date.parse(message.sendAt) + AFTERWARDS_MS - Date.now()));
  const now = await stage.client.call<DemoMessage>(`GET /v1/messages/${message.id}`);
  const deliveries = await listDeliveries(stage, message);
  const ok = now.status === 'canceled' && now.cancelReason === reason && deliveries.length === 0;
  const detail = ok
    ? `canceled (${reason}); its time passed, and the sink got nothing`
    : `${now.status} (${now.cancelReason}), and the sink got ${deliveries.length}`;
  stage.tell(scene, detail);
  return { what: scene, ok, detail };
}
