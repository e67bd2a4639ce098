import { inHours } from './builders.ts';
import type { TestAnswer, TestApp, TestRequest } from './test-app.ts';

export const CSV = 'text/csv';
export const NDJSON = 'application/x-ndjson';

/** Opens a batch for SMS in an hour, unless its body says otherwise. */
export async function openBatch(
  t: TestApp,
  body: Record<string, unknown> = {},
  options: TestRequest = {},
): Promise<string> {
  const defaults = { channel: 'sms', text: 'Hello', sendAt: inHours(1) };
  const answer = await t.request('POST /v1/batches', {
    body: { open: true, defaults, ...body },
    ...options,
  });
  if (answer.status !== 202) throw new Error(answer.text);
  return answer.json.id;
}

/** `PUT .../lines` of bytes that begin at `offset`. */
export function putLines(
  t: TestApp,
  id: string,
  {
    bytes,
    offset = 0,
    type = CSV,
    ...options
  }: { bytes: string | Uint8Array; offset?: number | string; type?: string } & TestRequest,
): Promise<TestAnswer> {
  const raw = typeof bytes === 'string' ? Buffer.from(bytes) : new Uint8Array(bytes);
  const headers = { 'Content-Type': type, ...options.headers };
  return t.request(`PUT /v1/batches/${id}/lines?offset=${offset}`, { ...options, raw, headers });
}

/** What is stored of a batch's messages, in the order of their lines. */
export async function storedOf(t: TestApp, id: string) {
  return t.database.connection.sql`
    SELECT recipient, text, status, held, by_batch, variables, channel, metadata, media_urls, if_late
    FROM messages WHERE batch_id = ${id} ORDER BY id`;
}

/** Its rejections, all of them. */
export async function rejectionsOf(t: TestApp, id: string) {
  return (await t.request(`GET /v1/batches/${id}/rejections?limit=100`)).json.data;
}
