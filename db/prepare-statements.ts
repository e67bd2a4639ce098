import type postgres from 'postgres';

/** More than the hot paths have; each costs the server memory in every connection. */
const MOST_PREPARED = 200;
/** In a statement whose best plan depends on its values: it is planned anew each time. */
export const PLANNED_ANEW = '/* planned anew */';

/**
 * The same client, preparing each statement once for a connection: drizzle asks for the opposite,
 * and PostgreSQL then parses and plans anew, a round trip more each time (measured: a claim takes
 * half as long prepared). A bounded number of them: some have a text for each set of fields.
 */
export function prepareStatements<Client extends object>(
  client: Client,
  known: Set<string> = new Set(),
): Client {
  return new Proxy(client, {
    get(target, name, receiver) {
      const value: unknown = Reflect.get(target, name, receiver);
      if (typeof value !== 'function') return value;
      switch (name) {
        case 'unsafe':
          return (query: string, args: unknown[], options: postgres.UnsafeQueryOptions) =>
            value.call(target, query, args, { ...options, prepare: isWorthIt(known, query) });
        case 'begin':
        case 'savepoint':
          return (...args: unknown[]) =>
            value.apply(
              target,
              args.map((argument) => preparing(argument, known)),
            );
        default:
          return value;
      }
    },
  });
}

/** The work of a transaction gets a client that prepares, too. */
function preparing(argument: unknown, known: Set<string>): unknown {
  if (typeof argument !== 'function') return argument;
  return (transaction: postgres.TransactionSql) => argument(prepareStatements(transaction, known));
}

function isWorthIt(known: Set<string>, query: string): boolean {
  if (query.includes(PLANNED_ANEW)) return false;
  if (known.has(query)) return true;
  if (known.size >= MOST_PREPARED) return false;
  known.add(query);
  return true;
}
