/**
 * Refuses a PostgreSQL client without what `db/mend-postgres-client.mjs` mends when it is installed:
 * with it, a message could go twice and a process stand still.
 *
 * @throws when the client is as it was published
 */
export function requireMendedClient(client: object): void {
  if ('mended' in client) return;
  throw new Error(
    'the PostgreSQL client is not mended: run npm ci again, without --ignore-scripts, or node db/mend-postgres-client.mjs',
  );
}
