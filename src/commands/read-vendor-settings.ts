import type { BluebubblesSettings } from '#providers/bluebubbles-client';
import type { SendgridSettings } from '#providers/sendgrid';
import type { TwilioSettings } from '#providers/twilio-client';
import type { VendorSettings } from '#runtime/open-providers';
import type { Environment } from '#src/env';

/** Takes the vendors' settings out of the environment. */
export function readVendorSettings(environment: Environment): VendorSettings {
  return {
    twilio: readTwilio(environment),
    sendgrid: readSendgrid(environment),
    smtp: environment.SMTP_URL === undefined ? undefined : { url: environment.SMTP_URL },
    bluebubbles: readBluebubbles(environment),
  };
}

function readTwilio(environment: Environment): TwilioSettings | undefined {
  const { TWILIO_ACCOUNT_SID: accountSid, TWILIO_AUTH_TOKEN: authToken } = environment;
  if (accountSid === undefined || authToken === undefined) return undefined;
  const { TWILIO_BASE_URL: baseUrl, PUBLIC_URL: publicUrl } = environment;
  return { accountSid, authToken, baseUrl, publicUrl };
}

function readBluebubbles(environment: Environment): BluebubblesSettings | undefined {
  const { BLUEBUBBLES_URL: url, BLUEBUBBLES_PASSWORD: password } = environment;
  return url === undefined || password === undefined ? undefined : { url, password };
}

function readSendgrid(environment: Environment): SendgridSettings | undefined {
  const { SENDGRID_API_KEY: apiKey, SENDGRID_BASE_URL: baseUrl } = environment;
  return apiKey === undefined ? undefined : { apiKey, baseUrl };
}
