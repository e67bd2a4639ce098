import { createBluebubblesClient } from '#providers/bluebubbles-client';
import { greetMailServer } from '#providers/greet-mail-server';
import type { VendorSettings } from '#runtime/open-providers';
import { type Finding, ok, warn } from './finding.ts';
import { toReason } from './to-reason.ts';

/** A server that needs longer for a greeting would need too long for messages. */
const TIMEOUT_MS = 3_000;

/** Whether the servers that are somebody's own can be reached: a mail server, a Mac. */
export async function checkVendorServers({
  smtp,
  bluebubbles,
}: Pick<VendorSettings, 'smtp' | 'bluebubbles'>): Promise<Finding[]> {
  const looks = [
    ...(smtp ? [checkMailServer(smtp)] : []),
    ...(bluebubbles ? [checkBluebubbles(bluebubbles)] : []),
  ];
  return Promise.all(looks);
}

async function checkMailServer(settings: NonNullable<VendorSettings['smtp']>): Promise<Finding> {
  const { host } = new URL(settings.url);
  const obstacle = await greetMailServer(settings, TIMEOUT_MS);
  if (obstacle === null) return ok('Mail server', `${host} takes us`);
  const detail = `${host} cannot be reached, or does not take us: ${obstacle}`;
  return warn('Mail server', detail, 'start it, or set SMTP_URL right; emails wait meanwhile');
}

async function checkBluebubbles(
  settings: NonNullable<VendorSettings['bluebubbles']>,
): Promise<Finding> {
  const { host } = new URL(settings.url);
  const ping = createBluebubblesClient(settings);
  try {
    const { status } = await ping({ path: '/ping', timeoutMs: TIMEOUT_MS });
    if (status === 200) return ok('BlueBubbles', `${host} answers`);
    const mend = 'set BLUEBUBBLES_URL and BLUEBUBBLES_PASSWORD right';
    return warn('BlueBubbles', `${host} answers a ping with ${status}`, mend);
  } catch (error) {
    const detail = `${host} cannot be reached: ${toReason(error)}`;
    const mend =
      'start the server on the Mac, or set BLUEBUBBLES_URL right; iMessages go as SMS meanwhile';
    return warn('BlueBubbles', detail, mend);
  }
}
