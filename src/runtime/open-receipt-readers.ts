import type { HttpDeps } from '#http/http-deps';
import { createBluebubblesReceipts } from '#providers/bluebubbles-receipts';
import { createSendgridInbound } from '#providers/sendgrid-inbound';
import { createSendgridReceipts } from '#providers/sendgrid-receipts';
import { createTwilioReceipts } from '#providers/twilio-receipts';

/** What signatures and secrets are checked with. */
export interface ReceiptSettings {
  twilio?: { authToken: string; publicUrl: string } | undefined;
  sendgrid?: { publicKey: string } | undefined;
  bluebubbles?: { password: string } | undefined;
  inboundEmail?: { secret: string } | undefined;
}

/** A reader for each vendor whose secret is there. */
export function openReceiptReaders(
  clock: { nowMs(): number },
  { twilio, sendgrid, bluebubbles, inboundEmail }: ReceiptSettings,
): Pick<HttpDeps['receipts'], 'readers' | 'inboundEmail'> {
  return {
    readers: {
      ...(twilio ? { twilio: createTwilioReceipts(twilio) } : {}),
      ...(sendgrid ? { sendgrid: createSendgridReceipts({ ...sendgrid, clock }) } : {}),
      ...(bluebubbles ? { bluebubbles: createBluebubblesReceipts({ ...bluebubbles, clock }) } : {}),
    },
    inboundEmail: inboundEmail && createSendgridInbound(inboundEmail),
  };
}
