import { setTimeout as sleep } from 'node:timers/promises';
import type { LineSource } from './line-source.ts';
import { putLines } from './put-lines.ts';

export interface Upload {
  url: string;
  key: string;
  /** What all lines have in common. */
  defaults: Readonly<Record<string, unknown>>;
  source: LineSource;
  /** Shares of the upload at which its connection is cut. */
  cuts?: readonly number[];
}

export interface Uploaded {
  id: string;
  accepted: number;
  rejected: number;
  /** Requests that were told that the upload stands elsewhere. */
  mismatches: number;
}

// What had arrived before a cut is still being taken for a moment: then the next one is told so.
const AGAIN_MS = 50;
const TRIES_MAX = 200;

/**
 * Opens a batch and uploads its lines. After a cut it goes on where the API says: by turns it asks
 * for the batch, or goes on where it had come to itself and is told.
 */
export async function uploadBatch(upload: Upload): Promise<Uploaded> {
  const { url, key, source, defaults } = upload;
  const { id } = await askJson(upload, '/v1/batches', { open: true, defaults });
  const cuts = (upload.cuts ?? []).map((share) => Math.floor(share * source.bytes));
  let [offset, cutsDone, mismatches] = [0, 0, 0];
  for (let tries = 0; tries < TRIES_MAX; tries++) {
    const cutAt = cuts[cutsDone];
    const result = await putLines({ url, key, batchId: id, source, offset, cutAt });
    if (result.kind === 'taken') return { id, ...result, mismatches };
    if (result.kind === 'cut') {
      cutsDone += 1;
      if (cutsDone % 2 === 1) offset = (await askJson(upload, `/v1/batches/${id}`)).upload.offset;
      else offset = cutAt ?? offset;
    } else {
      mismatches += 1;
      offset = result.offset;
      await sleep(AGAIN_MS);
    }
  }
  throw new Error(`the upload was not over after ${TRIES_MAX} requests`);
}

/** Ends an upload: its messages go at their times. */
export async function closeUpload(upload: Pick<Upload, 'url' | 'key'>, id: string): Promise<void> {
  await askJson(upload, `/v1/batches/${id}/close`, {});
}

interface BatchAnswer {
  id: string;
  upload: { offset: number };
}

async function askJson(
  { url, key }: Pick<Upload, 'url' | 'key'>,
  path: string,
  body?: unknown,
): Promise<BatchAnswer> {
  const headers = { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' };
  const post = { method: 'POST', headers, body: JSON.stringify(body) };
  const response = await fetch(`${url}${path}`, body === undefined ? { headers } : post);
  if (!response.ok) throw new Error(`the API answered ${response.status} to ${path}`);
  return (await response.json()) as BatchAnswer;
}
