import type { Environment } from '#src/env';

/** Where to ask an API that listens there: an address that means "all" is asked on loopback. */
export function toApiUrl({ HOST, PORT }: Pick<Environment, 'HOST' | 'PORT'>): string {
  const host = HOST === '0.0.0.0' ? '127.0.0.1' : HOST === '::' ? '::1' : HOST;
  return `http://${host.includes(':') ? `[${host}]` : host}:${PORT}`;
}
