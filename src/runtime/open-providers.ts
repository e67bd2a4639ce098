import type { ProviderName } from '#domain/sender';
import { createBluebubbles } from '#providers/bluebubbles';
import { type BluebubblesSettings, createBluebubblesClient } from '#providers/bluebubbles-client';
import { createImessageAvailability } from '#providers/imessage-availability';
import { notConfigured } from '#providers/not-configured';
import type { Provider } from '#providers/provider';
import type { SendgridSettings } from '#providers/sendgrid';
import type { SmtpSettings } from '#providers/smtp';
import type { TwilioSettings } from '#providers/twilio-client';
import type { Core } from './open-core.ts';
import { openSink } from './open-sink.ts';

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
    sink: openSink(core),
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
