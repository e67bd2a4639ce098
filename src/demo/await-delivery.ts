import { setTimeout as sleep } from 'node:timers/promises';
import type { Outcome, Stage } from './stage.ts';
import type { DemoDelivery, DemoMessage, Page } from './wire.ts';

const LOOK_EVERY_MS = 100;
/** How long after its time a message may take to appear in the sink. */
const PATIENCE_MS = 8_000;
/** As late as this, something is wrong even on a machine that is busy otherwise. */
const LATE_MS = 2_000;
/** Both instants are cut to milliseconds. */
const EARLY_MS = 0;

/** Follows a message to the sink, and measures how late it came. */
export async function awaitDelivery(
  stage: Stage,
  scene: string,
  message: DemoMessage,
): Promise<Outcome> {
  const delivery = await pollSink(stage, message);
  if (delivery === null) return { what: scene, ok: false, detail: 'did not reach the sink' };
  const latenessMs = Date.parse(delivery.deliveredAt) - Date.parse(message.sendAt);
  const { status } = await stage.client.call<DemoMessage>(`GET /v1/messages/${message.id}`);
  const again = await listDeliveries(stage, message);
  const detail = `asked for ${message.sendAt}, given to the sink ${latenessMs} ms later`;
  stage.tell(scene, `${status}: ${detail}`);
  const isPunctual = latenessMs >= EARLY_MS && latenessMs <= LATE_MS;
  // The sink has it a moment before the row says so.
  const isSent = status === 'sent' || status === 'sending';
  return { what: scene, ok: isPunctual && isSent && again.length === 1, detail };
}

async function pollSink(stage: Stage, message: DemoMessage): Promise<DemoDelivery | null> {
  const giveUpAtMs = Date.parse(message.sendAt) + PATIENCE_MS;
  for (;;) {
    const [delivery] = await listDeliveries(stage, message);
    if (delivery) return delivery;
    if (Date.now() > giveUpAtMs) return null;
    await sleep(LOOK_EVERY_MS);
  }
}

/** What the sink was given of a message. */
export async function listDeliveries(stage: Stage, { id }: DemoMessage): Promise<DemoDelivery[]> {
  const path = `/v1/sink/deliveries?messageId=${id}`;
  return (await stage.client.call<Page<DemoDelivery>>(`GET ${path}`)).data;
}
