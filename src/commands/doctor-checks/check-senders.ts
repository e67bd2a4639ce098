import type postgres from 'postgres';
import type { ProviderName } from '#domain/sender';
import type { Environment } from '#src/env';
import { type Finding, warn } from './finding.ts';

const PART = 'Senders';
/** As many as a person reads. */
const MOST_NAMED = 10;

/** What a provider cannot do without. */
const neededBy: Record<ProviderName, readonly (keyof Environment)[]> = {
  sink: [],
  twilio: ['TWILIO_ACCOUNT_SID', 'TWILIO_AUTH_TOKEN'],
  sendgrid: ['SENDGRID_API_KEY'],
  smtp: ['SMTP_URL'],
  bluebubbles: ['BLUEBUBBLES_URL', 'BLUEBUBBLES_PASSWORD'],
};

/** Active senders, of any workspace, whose messages wait in vain for their provider's credentials. */
export async function checkSenders(
  sql: postgres.Sql,
  environment: Environment,
): Promise<Finding[]> {
  const rows = await sql<{ provider: ProviderName; ids: string[] }[]>`
    SELECT provider, json_agg(id ORDER BY id) AS ids FROM senders
    WHERE active AND deleted_at IS NULL GROUP BY provider ORDER BY provider`;
  return rows.flatMap(({ provider, ids }) => {
    const missing = neededBy[provider].filter((name) => environment[name] === undefined);
    if (missing.length === 0) return [];
    const detail = `${toNames(ids)} of provider ${provider}: messages wait, for a day at most`;
    const mend = `set ${missing.join(' and ')} for api and worker, or make them inactive`;
    return [warn(PART, detail, mend)];
  });
}

function toNames(ids: readonly string[]): string {
  const named = ids.slice(0, MOST_NAMED).join(', ');
  return ids.length > MOST_NAMED ? `${named} and ${ids.length - MOST_NAMED} more` : named;
}
