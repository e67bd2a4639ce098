import { Agent, request } from 'node:http';

export interface Reader {
  /** GETs a path; the answer's JSON. @throws when it is not 200. */
  get(path: string): Promise<{ nextCursor: string | null }>;
  close(): void;
}

const TIMEOUT_MS = 30_000;

/** A client that keeps its connections: one, where nothing else is said. */
export function createReader(url: string, key: string, maxSockets = 1): Reader {
  const agent = new Agent({ keepAlive: true, noDelay: true, maxSockets });
  const headers = { Authorization: `Bearer ${key}` };
  const get = (path: string) =>
    new Promise<{ nextCursor: string | null }>((resolve, reject) => {
      const call = request(`${url}${path}`, { agent, headers, timeout: TIMEOUT_MS }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          if (response.statusCode === 200) resolve(JSON.parse(Buffer.concat(chunks).toString()));
          else reject(new Error(`the API answered ${response.statusCode} to ${path}`));
        });
      });
      call.on('error', reject);
      call.on('timeout', () => call.destroy(new Error(`the API did not answer ${path}`)));
      call.end();
    });
  return { get, close: () => agent.destroy() };
}
