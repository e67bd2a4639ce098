import { recordSinkDelivery } from '#db/record-sink-delivery';
import type { ProviderName } from '#domain/sender';
import { notConfigured } from '#providers/not-configured';
import type { Provider } from '#providers/provider';
import type { SendgridSettings } from '#providers/sendgrid';
import { createSink } from '#providers/sink';
import type { SmtpSettings } from '#providers/smtp';
import type { TwilioSettings } from '#providers/twilio';
import type { Core } from './open-core.ts';

/** The vendors whose credentials are there. */
export interface VendorSettings {
  twilio?: TwilioSettings | undefined;
  sendgrid?: SendgridSettings | undefined;
  smtp?: SmtpSettings | undefined;
}

/** Every provider; a vendor's client is loaded only where there are credentials for it. */
export async function openProviders(
  core: Core,
  { twilio, sendgrid, smtp }: VendorSettings,
): Promise<Record<ProviderName, Provider>> {
  return {
    sink: createSinkOn(core),
    twilio: twilio ? (await import('#providers/twilio')).createTwilio(twilio) : notConfigured,
    sendgrid: sendgrid
      ? (await import('#providers/sendgrid')).createSendgrid(sendgrid)
      : notConfigured,
    smtp: smtp ? (await import('#providers/smtp')).createSmtp(smtp) : notConfigured,
    bluebubbles: notConfigured,
  };
}

function createSinkOn(core: Core): Provider {
  return createSink({
    random: Math.random,
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
        deliveredAt: new Date(core.clock.nowMs()),
      }),
  });
}
