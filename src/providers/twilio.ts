import { AsyncLocalStorage } from 'node:async_hooks';
import type { Channel } from '#domain/message';
import type { Unaccepted } from '#domain/outcome';
import { lookUpAtTwilio } from './look-up-at-twilio.ts';
import { toNetworkOutcome } from './network-outcomes.ts';
import type { OutboundMessage, Provider } from './provider.ts';
import { toOutcome } from './to-outcome.ts';
import {
  createTwilioClient,
  TwilioRefusal,
  type TwilioSettings,
  UNREADABLE_ANSWER,
} from './twilio-client.ts';
import { twilioOutcomes } from './twilio-outcomes.ts';
import { TWILIO_STATUS_PATH } from './twilio-status-path.ts';
import { withDeadline } from './with-deadline.ts';

/**
 * SMS, MMS and WhatsApp by Twilio's client: one try, no redirects, no retries of its own.
 * https://www.twilio.com/docs/messaging/api/message-resource#create-a-message-resource
 */
export function createTwilio(settings: TwilioSettings): Provider {
  const { publicUrl } = settings;
  // The client hands no signal on: each call finds its own by where it was made.
  const signals = new AsyncLocalStorage<AbortSignal>();
  const client = createTwilioClient(settings, () => signals.getStore());
  return {
    async send(message, timeoutMs) {
      try {
        const asked = toTwilioMessage(message, publicUrl);
        const create = () => client.messages.create(asked);
        const { sid } = await withDeadline(timeoutMs, (signal) => signals.run(signal, create));
        if (typeof sid !== 'string') return { kind: 'ambiguous', code: UNREADABLE_ANSWER };
        return { kind: 'accepted', providerMessageId: sid };
      } catch (error) {
        return readFailure(error);
      }
    },
    async lookUp(question, timeoutMs) {
      const { channel, to, from } = question;
      const address = from.address && toAddress(channel, from.address);
      const asTwilio = { ...question, to: toAddress(channel, to), from: { ...from, address } };
      try {
        const look = () => lookUpAtTwilio(client.messages, asTwilio);
        return await withDeadline(timeoutMs, (signal) => signals.run(signal, look));
      } catch (error) {
        return { kind: 'unavailable', code: readFailure(error).code };
      }
    },
  };
}

type TwilioMessage = Parameters<ReturnType<typeof createTwilioClient>['messages']['create']>[0];

function toTwilioMessage(message: OutboundMessage, publicUrl: string | undefined): TwilioMessage {
  const { channel, from, to, text, mediaUrls, contentSid, contentVariables } = message;
  return {
    to: toAddress(channel, to.address),
    ...(from.address === null ? {} : { from: toAddress(channel, from.address) }),
    ...(from.serviceSid === null ? {} : { messagingServiceSid: from.serviceSid }),
    ...(text === null ? {} : { body: text }),
    ...(mediaUrls === null ? {} : { mediaUrl: mediaUrls }),
    ...(contentSid === null ? {} : { contentSid }),
    ...(contentVariables === null ? {} : { contentVariables: JSON.stringify(contentVariables) }),
    ...(publicUrl === undefined ? {} : { statusCallback: toCallback(publicUrl, message) }),
  };
}

function toAddress(channel: Channel, address: string): string {
  return channel === 'whatsapp' ? `whatsapp:${address}` : address;
}

function toCallback(publicUrl: string, { messageId }: OutboundMessage): string {
  return `${publicUrl.replace(/\/$/, '')}${TWILIO_STATUS_PATH}${messageId}`;
}

function readFailure(error: unknown): Unaccepted {
  if (error instanceof TwilioRefusal) return toOutcome(error.answer, twilioOutcomes);
  return toNetworkOutcome(error);
}
