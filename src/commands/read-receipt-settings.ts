import type { ReceiptSettings } from '#runtime/open-receipt-readers';
import type { Environment } from '#src/env';

/** Takes what signatures and secrets are checked with out of the environment. */
export function readReceiptSettings(environment: Environment): ReceiptSettings {
  const { TWILIO_AUTH_TOKEN: authToken, PUBLIC_URL: publicUrl } = environment;
  const { SENDGRID_WEBHOOK_PUBLIC_KEY: publicKey, INBOUND_EMAIL_SECRET: secret } = environment;
  const { BLUEBUBBLES_PASSWORD: password } = environment;
  return {
    twilio:
      authToken === undefined || publicUrl === undefined ? undefined : { authToken, publicUrl },
    sendgrid: publicKey === undefined ? undefined : { publicKey },
    bluebubbles: password === undefined ? undefined : { password },
    inboundEmail: secret === undefined ? undefined : { secret },
  };
}
