import type { Environment } from '#src/env';
import { readVendorSettings } from '../read-vendor-settings.ts';
import { type Finding, ok, warn } from './finding.ts';

/** Which providers there are credentials for; whether they are right, only sending shows. */
export function checkProviders(environment: Environment): Finding[] {
  const vendors = Object.entries(readVendorSettings(environment));
  const configured = vendors.filter(([, settings]) => settings !== undefined);
  const names = configured.map(([name]) => name).join(', ');
  const found = ok('Providers', names === '' ? 'none but the sink' : names);
  return [found, ...warnOfSilence(environment)];
}

/** What vendors cannot tell us. */
function warnOfSilence(environment: Environment): Finding[] {
  const { TWILIO_ACCOUNT_SID: twilio, PUBLIC_URL: publicUrl } = environment;
  const { SENDGRID_API_KEY: sendgrid, INBOUND_EMAIL_SECRET: secret } = environment;
  const warnings: Finding[] = [];
  if (twilio !== undefined && publicUrl === undefined) {
    const mend = 'set PUBLIC_URL to where Twilio reaches this API';
    warnings.push(warn('Providers', 'twilio will not report what became of messages', mend));
  }
  if (sendgrid !== undefined && secret === undefined) {
    const mend = "set INBOUND_EMAIL_SECRET, and the address of SendGrid's Inbound Parse";
    warnings.push(warn('Providers', 'answers to email do not come in', mend));
  }
  return warnings;
}
