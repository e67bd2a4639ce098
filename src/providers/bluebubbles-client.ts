import { withDeadline } from './with-deadline.ts';

export interface BluebubblesSettings {
  /** Of the server on the Mac. */
  url: string;
  password: string;
}

/** An answer of the server; `body` is `null` where it is no JSON object. */
export interface BluebubblesAnswer {
  status: number;
  headers: Headers;
  body: Record<string, unknown> | null;
}

interface BluebubblesRequest {
  path: string;
  query?: Record<string, string>;
  /** Makes it a POST. */
  json?: object;
  timeoutMs: number;
}

export type BluebubblesClient = (request: BluebubblesRequest) => Promise<BluebubblesAnswer>;

/** Calls a BlueBubbles server's REST API: one try. The call throws as `fetch` does. */
export function createBluebubblesClient({ url, password }: BluebubblesSettings): BluebubblesClient {
  const base = url.replace(/\/$/, '');
  return ({ path, query = {}, json, timeoutMs }) =>
    withDeadline(timeoutMs, async (signal) => {
      const search = new URLSearchParams({ ...query, password });
      const response = await fetch(`${base}/api/v1${path}?${search}`, {
        redirect: 'manual',
        signal,
        ...(json === undefined ? {} : toPost(json)),
      });
      const body = await readBody(response);
      return { status: response.status, headers: response.headers, body };
    });
}

function toPost(json: object): RequestInit {
  const headers = { 'Content-Type': 'application/json' };
  return { method: 'POST', headers, body: JSON.stringify(json) };
}

async function readBody(response: Response): Promise<Record<string, unknown> | null> {
  const text = await response.text();
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === 'object' && body !== null ? { ...body } : null;
  } catch {
    return null;
  }
}
