import { request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Export {
  url: string;
  key: string;
  format: 'csv' | 'ndjson';
  /** Whether it is read slowly at first, and then as it comes: what is not read yet has to wait. */
  slowly?: boolean;
}

export interface Consumed {
  lines: number;
  bytes: number;
  seconds: number;
}

const NEWLINE = 10;
const SLOW = { bytes: 40_000_000, perMs: 2_000 };

/** Reads an export to its end and counts its lines. @throws when it is refused or breaks off. */
export async function consumeExport(wanted: Export): Promise<Consumed> {
  const { url, key, format, slowly } = wanted;
  const fromMs = performance.now();
  const response = await open(`${url}/v1/messages/export?format=${format}`, key);
  let [lines, bytes] = [0, 0];
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, at + 1)) lines += 1;
    const aheadMs = bytes / SLOW.perMs - (performance.now() - fromMs);
    if (slowly && bytes < SLOW.bytes && aheadMs > 0) await sleep(aheadMs);
  }
  return { lines, bytes, seconds: (performance.now() - fromMs) / 1_000 };
}

function open(path: string, key: string): Promise<AsyncIterable<unknown>> {
  return new Promise((resolve, reject) => {
    const headers = { Authorization: `Bearer ${key}` };
    const call = request(path, { headers, agent: false }, (response) => {
      if (response.statusCode === 200) resolve(response);
      else reject(new Error(`the API answered ${response.statusCode}`));
    });
    call.on('error', reject);
    call.end();
  });
}
