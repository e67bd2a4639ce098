import type { EndpointRow } from '#db/webhook-endpoints';

/** The secrets that sign now: the newest first, and the one before it while it lasts. */
export function toLiveSecrets(
  row: Pick<EndpointRow, 'secret' | 'previousSecret' | 'previousSecretUntil'>,
  now: Date,
): string[] {
  const { secret, previousSecret, previousSecretUntil } = row;
  const isAlive = previousSecretUntil !== null && now < previousSecretUntil;
  return isAlive && previousSecret !== null ? [secret, previousSecret] : [secret];
}
