/** An answer, read to its end; `status` 0 stands for none at all. */
export interface Answer {
  status: number;
  headers: Headers;
  /** The parsed body; an empty object where there is none. */
  body: Record<string, unknown>;
}

/** Punctual as a caller sees it. */
export interface ApiClient {
  /** Never throws for what the server or the network does. */
  post(path: string, body: unknown, idempotencyKey?: string): Promise<Answer>;
  /** Likewise. */
  get(path: string): Promise<Answer>;
}

// Longer than anything that is answered; what takes longer hangs, and is reported as status 0.
const TIMEOUT_MS = 30_000;

/** A client that acts as the holder of `key`. */
export function createApiClient(url: string, key: string): ApiClient {
  const ask = async (path: string, init: RequestInit): Promise<Answer> => {
    try {
      const response = await fetch(url + path, {
        ...init,
        headers: { ...init.headers, Authorization: `Bearer ${key}` },
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      const text = await response.text();
      const body = text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : {};
      return { status: response.status, headers: response.headers, body };
    } catch {
      return { status: 0, headers: new Headers(), body: {} };
    }
  };
  return {
    get: (path) => ask(path, {}),
    post: (path, body, idempotencyKey) =>
      ask(path, {
        method: 'POST',
        headers: {
          'Content-Type': 'application/json',
          ...(idempotencyKey === undefined ? {} : { 'Idempotency-Key': idempotencyKey }),
        },
        body: JSON.stringify(body),
      }),
  };
}
