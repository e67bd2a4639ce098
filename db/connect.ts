import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import postgres from 'postgres';
import { prepareStatements } from './prepare-statements.ts';
import { requireMendedClient } from './require-mended-client.ts';

export type Database = PostgresJsDatabase;
/** Inside a transaction, or the whole database: what queries run on. */
export type Queryable = Pick<Database, 'select' | 'insert' | 'update' | 'delete' | 'execute'>;

export interface DatabaseConnection {
  db: Database;
  /** The client below drizzle: for LISTEN and NOTIFY. */
  sql: postgres.Sql;
  close(): Promise<void>;
}

export interface ConnectOptions {
  url: string;
  /** Connections at the most. */
  poolSize: number;
  /** Shown in `pg_stat_activity`. */
  name: string;
}

// Long enough for a busy server, short enough that a caller learns of a dead one while it waits.
const CONNECT_TIMEOUT_S = 5;
const CLOSE_TIMEOUT_S = 5;
// Every statement is short; one that is not waits for a lock that somebody lost.
const STATEMENT_TIMEOUT_MS = 15_000;

const TEXT_ARRAY_OID = 1009;
const textArray: postgres.PostgresType<string[]> = {
  to: TEXT_ARRAY_OID,
  from: [TEXT_ARRAY_OID],
  serialize: toArrayLiteral,
  parse(): never {
    throw new Error('no statement of ours answers with a text[]');
  },
};

/** Opens a pool. Connects at the first query; a lost connection is opened again. */
export function connect(options: ConnectOptions): DatabaseConnection {
  requireMendedClient(postgres);
  const sql = postgres(options.url, {
    max: options.poolSize,
    connect_timeout: CONNECT_TIMEOUT_S,
    // A server that comes back is noticed within half a second.
    backoff: (retries: number) => Math.min(0.05 * 2 ** retries, 0.5),
    connection: {
      application_name: options.name,
      TimeZone: 'UTC',
      statement_timeout: STATEMENT_TIMEOUT_MS,
      // A process that is frozen in a transaction gives its locks back.
      idle_in_transaction_session_timeout: STATEMENT_TIMEOUT_MS,
      // Compiling takes longer than any statement of ours, whatever it is expected to cost.
      jit: 'off',
    },
    onnotice: () => {},
    // The client's own question for types rejects unheard when the connection is lost meanwhile,
    // which ends the process: the one array type that is sent is told here.
    fetch_types: false,
    types: { textArray },
  });
  return {
    db: drizzle(prepareStatements(sql)),
    sql,
    close: () => sql.end({ timeout: CLOSE_TIMEOUT_S }),
  };
}

/** https://www.postgresql.org/docs/current/arrays.html#ARRAYS-INPUT, every element in quotes. */
function toArrayLiteral(texts: readonly string[]): string {
  return `{${texts.map((text) => `"${text.replace(/["\\]/g, '\\$&')}"`).join(',')}}`;
}
