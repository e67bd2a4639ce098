import type { ReceiptSettings } from '#runtime/open-receipt-readers';
import type { Environment } from '#src/env';

/** Takes what signatures are checked with out of the environment. */
export function readReceiptSettings(environment: Environment): ReceiptSettings {
  const { TWILIO_AUTH_TOKEN: authToken, PUBLIC_URL: publicUrl } = environment;
  const { SENDGRID_WEBHOOK_PUBLIC_KEY: publicKey, BLUEBUBBLES_PASSWORD: password } = environment;
  return {
    twilio:
      authToken === undefined || publicUrl === undefined ? undefined : { authToken, publicUrl },
    sendgrid: publicKey === undefined ? undefined : { publicKey },
    bluebubbles: password === undefined ? undefined : { password },
  };
}
