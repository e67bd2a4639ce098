import client from '@sendgrid/client';
import mail from '@sendgrid/mail';

const LONG_MS = 10_000;

/** SendGrid's own client, turned to another host; there is one of it, so the last call counts. */
export function connectSendGrid(url: string, apiKey: string, timeoutMs = LONG_MS): typeof mail {
  mail.setClient(client);
  mail.setApiKey(apiKey);
  // Setting the key turns it back to SendGrid.
  client.setDefaultRequest('baseUrl', `${url}/`);
  mail.setTimeout(timeoutMs);
  return mail;
}
