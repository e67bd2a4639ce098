import type { HttpDeps } from '#http/http-deps';
import { createBluebubblesReceipts } from '#providers/bluebubbles-receipts';
import { createSendgridReceipts } from '#providers/sendgrid-receipts';
import { createTwilioReceipts } from '#providers/twilio-receipts';

/** What signatures are checked with. */
export interface ReceiptSettings {
  twilio?: { authToken: string; publicUrl: string } | undefined;
  sendgrid?: { publicKey: string } | undefined;
  bluebubbles?: { password: string } | undefined;
}

/** A reader for each vendor whose secret is there. */
export function openReceiptReaders(
  clock: { nowMs(): number },
  { twilio, sendgrid, bluebubbles }: ReceiptSettings,
): HttpDeps['receipts']['readers'] {
  return {
    ...(twilio ? { twilio: createTwilioReceipts(twilio) } : {}),
    ...(sendgrid ? { sendgrid: createSendgridReceipts({ ...sendgrid, clock }) } : {}),
    ...(bluebubbles ? { bluebubbles: createBluebubblesReceipts({ ...bluebubbles, clock }) } : {}),
  };
}
