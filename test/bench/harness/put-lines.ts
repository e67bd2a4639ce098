import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import type { LineSource } from './line-source.ts';

export interface Put {
  url: string;
  key: string;
  batchId: string;
  source: LineSource;
  /** Where the request begins; and where its connection is cut, if it is. */
  offset: number;
  cutAt?: number | undefined;
}

/** How a request ended; `offset` is where the upload stands. */
export type PutResult =
  | { kind: 'taken'; accepted: number; rejected: number }
  | { kind: 'mismatch'; offset: number }
  | { kind: 'cut' };

const CHUNK = 65_536;

/** PUTs lines in one stream, as fast as they are taken. @throws for an answer of another kind. */
export async function putLines(put: Put): Promise<PutResult> {
  const { url, key, batchId, source, offset, cutAt } = put;
  const headers = { Authorization: `Bearer ${key}`, 'Content-Type': 'text/csv' };
  const path = `${url}/v1/batches/${batchId}/lines?offset=${offset}`;
  const call = request(path, { method: 'PUT', headers, agent: false });
  let isOver = false;
  const answered = untilAnswered(call).finally(() => {
    isOver = true;
  });
  // Thrown by the return.
  answered.catch(() => {});
  const end = cutAt ?? source.bytes;
  for (let at = offset; at < end && !isOver; at += CHUNK) {
    const isFull = !call.write(source.read(at, Math.min(CHUNK, end - at)));
    const drained = new Promise((resolve) => call.once('drain', resolve));
    if (isFull) await Promise.race([drained, answered.catch(() => {})]);
  }
  if (cutAt === undefined) call.end();
  else if (!isOver) call.destroy();
  return answered;
}

/** A connection that breaks off is a cut, whoever cut it. */
function untilAnswered(call: ClientRequest): Promise<PutResult> {
  return new Promise((resolve, reject) => {
    call.on('error', () => resolve({ kind: 'cut' }));
    call.on('close', () => resolve({ kind: 'cut' }));
    call.on('response', (response) => {
      readAnswer(response).then(resolve, reject);
    });
  });
}

async function readAnswer(response: IncomingMessage): Promise<PutResult> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString();
  const { code, offset, accepted, rejected } = JSON.parse(text);
  if (response.statusCode === 200) return { kind: 'taken', accepted, rejected };
  if (code === 'offset_mismatch') return { kind: 'mismatch', offset };
  throw new Error(`the API answered ${response.statusCode}, ${code}`);
}
