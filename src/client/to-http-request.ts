import type { EditOptions } from './client-options.ts';

/** One call of the API. */
export interface ApiCall {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** `/v1/messages`, ids in it encoded. */
  path: string;
  query?: object | undefined;
  /** Sent as JSON. */
  body?: unknown;
  /** Sent as they are. */
  bytes?: { content: Uint8Array<ArrayBuffer>; contentType: string };
  options?: EditOptions | undefined;
  /** False where a second try could do it a second time: there is none then, and no key. */
  isRepeatable?: boolean;
}

/** What a call is to `fetch`. Make it once: all tries bear one idempotency key. */
export function toHttpRequest(
  { url, key }: { url: string; key: string },
  call: ApiCall,
): { url: string; init: RequestInit } {
  const { method, path, body, bytes, options = {} } = call;
  const isWrite = method === 'POST' || method === 'PATCH';
  const headers = new Headers({ Authorization: `Bearer ${key}` });
  if (isWrite && call.isRepeatable !== false) {
    headers.set('Idempotency-Key', options.idempotencyKey ?? crypto.randomUUID());
  }
  if (options.ifVersion !== undefined) headers.set('If-Match', `"${options.ifVersion}"`);
  const content = bytes?.content ?? (body === undefined ? undefined : JSON.stringify(body));
  if (content !== undefined) {
    headers.set('Content-Type', bytes?.contentType ?? 'application/json');
  }
  // The API redirects nobody: who does is another, and gets neither key nor content.
  const redirect = 'manual' as const;
  const init = { method, headers, redirect, ...(content === undefined ? {} : { body: content }) };
  return { url: url.replace(/\/+$/, '') + path + toQuery(call.query), init };
}

/** A list as a parameter for each, an instant by RFC 3339; what is undefined is left out. */
function toQuery(query: object = {}): string {
  const params = new URLSearchParams();
  for (const [name, given] of Object.entries(query)) {
    for (const value of [given].flat()) {
      if (value === undefined || value === null) continue;
      params.append(name, value instanceof Date ? value.toISOString() : String(value));
    }
  }
  return params.size > 0 ? `?${params}` : '';
}
