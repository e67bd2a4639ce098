import type { DemoClient } from './create-client.ts';
import { DemoError } from './demo-error.ts';
import type { Stage } from './stage.ts';
import type { DemoSender, Page } from './wire.ts';

/**
 * Senders of provider `sink` that do not misbehave on purpose: the demo sends from no other.
 *
 * @throws DemoError where the key's workspace has none.
 */
export async function findSinkSenders(client: DemoClient): Promise<Stage['senders']> {
  const { data } = await client.call<Page<DemoSender>>('GET /v1/senders?limit=100');
  const find = (channel: string) => {
    const fits = (sender: DemoSender) =>
      sender.channel === channel &&
      sender.provider === 'sink' &&
      sender.active &&
      sender.settings.fault === undefined;
    const found = data.find(fits);
    if (found) return found.id;
    throw new DemoError(`the key's workspace has no ${channel} sender of provider sink: add one`);
  };
  return { email: find('email'), sms: find('sms') };
}
