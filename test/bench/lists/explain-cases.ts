import { drizzle } from 'drizzle-orm/postgres-js';
import postgres from 'postgres';
import { startApi } from '#runtime/start-api';
import { openBenchCore, type Place } from '../processes/open-bench-core.ts';
import { createReader } from './create-reader.ts';
import type { ListCase } from './list-cases.ts';

export interface Explained {
  name: string;
  /** What auto_explain says of each statement on messages, replies, contacts and batches. */
  plan: string;
  /** Tables that were read as a whole. */
  read: string[];
}

const settings = {
  session_preload_libraries: 'auto_explain',
  'auto_explain.log_min_duration': '0',
  'auto_explain.log_analyze': true,
  'auto_explain.log_buffers': true,
  'auto_explain.log_timing': false,
  'auto_explain.log_nested_statements': true,
  'auto_explain.log_level': 'notice',
};
const ours = /\b(messages|message_words|contacts|contact_addresses|replies|batches)\b/;
const wholeTable = /Seq Scan on (messages|message_words|contacts|replies)\b/g;

/** Asks the API for one page of each case, and how PostgreSQL found it, as the tenant. */
export async function explainCases(
  place: Place,
  key: string,
  cases: readonly ListCase[],
): Promise<Explained[]> {
  const notices: string[] = [];
  const note = ({ message }: postgres.Notice) => notices.push(message ?? '');
  const sql = postgres(place.databaseUrl, { max: 1, connection: settings, onnotice: note });
  const core = await openBenchCore(place, 'bench plans');
  const connection = { db: drizzle(sql), sql, close: () => sql.end() };
  const options = { host: '127.0.0.1', port: 0, version: 'bench', receipts: {} };
  const api = await startApi({ ...core, connection }, options);
  api.started();
  const reader = createReader(api.url, key);
  try {
    const explained: Explained[] = [];
    for (const { name, path } of cases) {
      notices.length = 0;
      await reader.get(path(0));
      const plan = notices.filter((text) => ours.test(text)).join('\n');
      const read = [...plan.matchAll(wholeTable)].flatMap(([, table]) => table ?? []);
      explained.push({ name, plan, read });
    }
    return explained;
  } finally {
    reader.close();
    await api.stop();
    await core.close();
    await sql.end();
  }
}
