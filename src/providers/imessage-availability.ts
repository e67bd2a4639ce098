import type { BluebubblesClient } from './bluebubbles-client.ts';
import { createShortMemory } from './short-memory.ts';

/** Whether an address has iMessage; `null` when the bridge cannot tell. */
export type ImessageAvailability = (address: string) => Promise<boolean | null>;

/** Somebody may leave iMessage at any time; a crowd asks many times in a row. */
const KEPT_MS = 60_000;
const MOST_KEPT = 10_000;
/** What is left of a provider's time is for sending. */
const TIMEOUT_MS = 3_000;

/** Asks a BlueBubbles server, and remembers its answers for a minute; failures not at all. */
export function createImessageAvailability(client: BluebubblesClient): ImessageAvailability {
  const memory = createShortMemory<boolean>(MOST_KEPT);
  return async (address) => {
    const known = memory.recall(address);
    if (known !== null) return known;
    const isAvailable = await ask(client, address).catch(() => null);
    if (isAvailable !== null) memory.keep(address, isAvailable, KEPT_MS);
    return isAvailable;
  };
}

async function ask(client: BluebubblesClient, address: string): Promise<boolean | null> {
  const { status, body } = await client({
    path: '/handle/availability/imessage',
    query: { address },
    timeoutMs: TIMEOUT_MS,
  });
  const data = status === 200 ? body?.data : null;
  if (typeof data !== 'object' || data === null || !('available' in data)) return null;
  return typeof data.available === 'boolean' ? data.available : null;
}
