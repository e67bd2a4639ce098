import { recordSinkDelivery } from '#db/record-sink-delivery';
import { findSinkDeliveries } from '#db/sink-deliveries';
import type { ProviderName } from '#domain/sender';
import { createBluebubbles } from '#providers/bluebubbles';
import { type BluebubblesSettings, createBluebubblesClient } from '#providers/bluebubbles-client';
import { createImessageAvailability } from '#providers/imessage-availability';
import { notConfigured } from '#providers/not-configured';
import type { OutboundMessage, Provider } from '#providers/provider';
import type { SendgridSettings } from '#providers/sendgrid';
import { createSink } from '#providers/sink';
import type { SmtpSettings } from '#providers/smtp';
import { toMailHeaders } from '#providers/to-mail-headers';
import type { TwilioSettings } from '#providers/twilio-client';
import type { Core } from './open-core.ts';

/** The vendors whose credentials are there. */
export interface VendorSettings {
  twilio?: TwilioSettings | undefined;
  sendgrid?: SendgridSettings | undefined;
  smtp?: SmtpSettings | undefined;
  bluebubbles?: BluebubblesSettings | undefined;
}

/** Every provider; a vendor's client is loaded only where there are credentials for it. */
export async function openProviders(
  core: Core,
  { twilio, sendgrid, smtp, bluebubbles }: VendorSettings,
): Promise<Record<ProviderName, Provider>> {
  return {
    sink: createSinkOn(core),
    twilio: twilio ? (await import('#providers/twilio')).createTwilio(twilio) : notConfigured,
    sendgrid: sendgrid
      ? (await import('#providers/sendgrid')).createSendgrid(sendgrid)
      : notConfigured,
    smtp: smtp ? (await import('#providers/smtp')).createSmtp(smtp) : notConfigured,
    bluebubbles: bluebubbles ? openBluebubbles(bluebubbles) : notConfigured,
  };
}

function openBluebubbles(settings: BluebubblesSettings): Provider {
  const client = createBluebubblesClient(settings);
  return createBluebubbles(client, createImessageAvailability(client));
}

function createSinkOn(core: Core): Provider {
  return createSink({
    random: Math.random,
    async find({ workspaceId, messageId }) {
      const page = { limit: 1, before: undefined };
      const found = await findSinkDeliveries(core.connection.db, {
        workspaceId,
        messageId,
        ...page,
      });
      return found[0] ?? null;
    },
    record: (message) =>
      recordSinkDelivery(core.connection.db, {
        messageId: message.messageId,
        workspaceId: message.workspaceId,
        channel: message.channel,
        from: message.from.address ?? message.from.serviceSid ?? '',
        to: message.to.address,
        subject: message.subject,
        text: message.text,
        html: message.html,
        headers: toSinkHeaders(message),
        deliveredAt: new Date(core.clock.nowMs()),
      }),
  });
}

/** What a vendor would be given to put into the header; nothing on channels that have none. */
function toSinkHeaders(message: OutboundMessage): Record<string, string> {
  if (message.email === null) return {};
  const { replyTo } = message.email;
  return { ...toMailHeaders(message), ...(replyTo === null ? {} : { 'Reply-To': replyTo }) };
}
