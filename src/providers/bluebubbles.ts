import type { Outcome } from '#domain/outcome';
import type { BluebubblesAnswer, BluebubblesClient } from './bluebubbles-client.ts';
import { bluebubblesOutcomes } from './bluebubbles-outcomes.ts';
import type { ImessageAvailability } from './imessage-availability.ts';
import { toNetworkOutcome } from './network-outcomes.ts';
import type { OutboundMessage, Provider } from './provider.ts';
import { readRetryAfter } from './read-retry-after.ts';
import { toOutcome } from './to-outcome.ts';

/**
 * iMessage by a BlueBubbles server on a Mac: asks whether the recipient has iMessage, then sends,
 * once. Our message's id goes with it, and comes back in the webhook that names the server's own.
 */
export function createBluebubbles(
  client: BluebubblesClient,
  isAvailable: ImessageAvailability,
): Provider {
  return {
    async send(message, timeoutMs) {
      const startedAtMs = performance.now();
      const available = await isAvailable(message.to.address);
      if (available !== true) return toUnavailable(available);
      const leftMs = Math.max(1, Math.round(timeoutMs - (performance.now() - startedAtMs)));
      try {
        const json = toText(message);
        return readAnswer(await client({ path: '/message/text', json, timeoutMs: leftMs }));
      } catch (error) {
        return toNetworkOutcome(error);
      }
    },
  };
}

/** A check that fails counts as not available, and says so. */
function toUnavailable(available: false | null): Outcome {
  if (available === null) return { kind: 'not_sent', code: 'availability_check_failed' };
  const code = 'imessage_unavailable';
  return { kind: 'refused', code, detail: bluebubblesOutcomes.details[code] ?? code };
}

function toText({ messageId, to, text }: OutboundMessage) {
  return {
    chatGuid: `iMessage;-;${to.address}`,
    tempGuid: messageId,
    message: text ?? '',
    // Works on every server; the private API is an addition that few have.
    method: 'apple-script',
  };
}

function readAnswer({ status, headers, body }: BluebubblesAnswer): Outcome {
  const { guid, error } = readMessage(body);
  if (status === 200) {
    if (typeof guid === 'string') return { kind: 'accepted', providerMessageId: guid };
    return { kind: 'ambiguous', code: 'unreadable_answer' };
  }
  const isApples = status === 500 && typeof error === 'number' && error !== 0;
  return toOutcome(
    {
      status,
      code: isApples ? 'imessage_error' : null,
      retryAfterMs: readRetryAfter(headers.get('retry-after'), Date.now()),
    },
    bluebubblesOutcomes,
  );
}

function readMessage(body: BluebubblesAnswer['body']): Record<string, unknown> {
  const data = body?.data;
  return typeof data === 'object' && data !== null ? { ...data } : {};
}
