import { createServer } from 'node:net';
import type { Environment } from '#src/env';
import { toApiUrl } from '../to-api-url.ts';
import { type Finding, fail, ok } from './finding.ts';

const ASK_TIMEOUT_MS = 2_000;

/** Whether the API's port is free, or has Punctual on it. */
export async function checkPort({ HOST, PORT }: Environment): Promise<Finding> {
  const code = await tryToListen(HOST, PORT);
  const place = `${HOST} port ${PORT}`;
  switch (code) {
    case null:
      return ok('API port', `${place} is free: no API runs here now`);
    case 'EADDRINUSE':
      return (await isPunctual(toApiUrl({ HOST, PORT })))
        ? ok('API port', `Punctual answers at ${place}`)
        : fail('API port', `${place} is taken by another program`, 'stop it, or set PORT');
    case 'EACCES':
      return fail('API port', `${place} needs rights that this user lacks`, 'set PORT above 1023');
    default:
      return fail('API port', `${place} cannot be listened on (${code})`, 'set HOST and PORT');
  }
}

function tryToListen(host: string, port: number): Promise<string | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'unknown'));
    server.listen(port, host, () => server.close(() => resolve(null)));
  });
}

async function isPunctual(url: string): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(ASK_TIMEOUT_MS);
    const answer = await fetch(`${url}/openapi.json`, { signal });
    const document: unknown = await answer.json();
    return JSON.stringify(document).includes('"title":"Punctual"');
  } catch {
    return false;
  }
}
