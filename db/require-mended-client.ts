/**
 * Refuses a PostgreSQL client that `db/mend-postgres-client.mjs` did not mend when it was installed:
 * as it was published, a message could go twice with it, and a process stand still.
 *
 * @throws when it was not mended
 */
export function requireMendedClient(client: object): void {
  if ('mended' in client) return;
  throw new Error(
    'the PostgreSQL client is not mended: run npm ci again, without --ignore-scripts, or node db/mend-postgres-client.mjs',
  );
}
