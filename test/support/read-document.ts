import { Registry } from 'prom-client';
import { createApp } from '#http/app';
import type { HttpDeps } from '#http/http-deps';
import { createLogger } from '#src/log';
import type { OpenApiDocument } from './client-types/to-client-types.ts';

/** The OpenAPI document, of an app that is never asked for more: it needs no database. */
export async function readDocument(): Promise<OpenApiDocument> {
  const known: Partial<HttpDeps> = {
    metrics: new Registry(),
    log: createLogger({ level: 'silent', toSafeError: (error) => error }),
    version: '0.0.0',
  };
  const never = () => Promise.reject(new Error('never called'));
  // Whatever else routes are made with, they do not touch before they are asked.
  const deps = new Proxy(known, {
    get: (target, name) => Reflect.get(target, name) ?? Object.assign(never, { readers: {} }),
  });
  const answer = await createApp(deps as HttpDeps).request('/openapi.json');
  return (await answer.json()) as OpenApiDocument;
}
