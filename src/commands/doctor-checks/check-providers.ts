import type { Environment } from '#src/env';
import { readVendorSettings } from '../read-vendor-settings.ts';
import { type Finding, ok, warn } from './finding.ts';

/** Which providers there are credentials for; whether they are right, only sending shows. */
export function checkProviders(environment: Environment): Finding[] {
  const vendors = Object.entries(readVendorSettings(environment));
  const configured = vendors.filter(([, settings]) => settings !== undefined);
  const names = configured.map(([name]) => name).join(', ');
  const found = ok('Providers', names === '' ? 'none but the sink' : names);
  if (environment.TWILIO_ACCOUNT_SID === undefined || environment.PUBLIC_URL !== undefined) {
    return [found];
  }
  const mend = 'set PUBLIC_URL to where Twilio reaches this API';
  return [found, warn('Providers', 'twilio will not report what became of messages', mend)];
}
