import nodemailer from 'nodemailer';
import { toNetworkOutcome } from './network-outcomes.ts';
import type { SmtpSettings } from './smtp.ts';
import { withDeadline } from './with-deadline.ts';

/**
 * Connects to a mail server and logs in, as a send would, and says goodbye.
 *
 * @returns `null` when the server takes us; else what kept it from that, in a word.
 */
export async function greetMailServer(
  { url }: SmtpSettings,
  timeoutMs: number,
): Promise<string | null> {
  const transport = nodemailer.createTransport({
    url,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
  });
  try {
    await withDeadline(timeoutMs, () => transport.verify());
    return null;
  } catch (error) {
    return toNetworkOutcome(error).code;
  }
}
