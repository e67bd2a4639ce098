import { type OpenAPIHono, z } from '@hono/zod-openapi';
import { documentRefusal } from './document-route.ts';
import type { HttpDeps } from './http-deps.ts';
import type { HttpEnv } from './http-env.ts';
import { readinessParts } from './readiness.ts';

const tags = ['Operations'];
const partState = z
  .strictObject({ status: z.enum(['ok', 'degraded', 'down']), detail: z.string().optional() })
  .openapi('PartState');
const parts = z.strictObject({
  database: partState,
  temporal: partState,
  workers: partState,
  clock: partState,
  zoneRules: partState,
});
const readiness = z
  .strictObject({
    status: z.enum(['ok', 'degraded', 'down']),
    degraded: z
      .array(z.enum(readinessParts))
      .openapi({ description: 'The parts that are not ok.' }),
    parts,
  })
  .openapi('Readiness');
const liveness = z.strictObject({ status: z.literal('ok') }).openapi('Liveness');

/** `/livez`, `/readyz` and `/metrics`: for machines, without a key, and with nothing personal. */
export function registerOperations(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  documentOperations(app);
  app.get('/livez', (c) => c.json({ status: 'ok' }));
  app.get('/readyz', async (c) => {
    const { ready, parts } = await deps.readiness();
    const degraded = readinessParts.filter((part) => parts[part].status !== 'ok');
    const status = !ready ? 'down' : degraded.length > 0 ? 'degraded' : 'ok';
    return c.json({ status, degraded, parts }, ready ? 200 : 503);
  });
  app.get('/metrics', async (c) =>
    c.body(await deps.metrics.metrics(), 200, { 'Content-Type': deps.metrics.contentType }),
  );
}

function documentOperations(app: OpenAPIHono<HttpEnv>): void {
  const registry = app.openAPIRegistry;
  registry.registerPath({
    method: 'get',
    path: '/livez',
    operationId: 'getLiveness',
    tags,
    security: [],
    summary: 'Whether the process runs',
    responses: { 200: json('It runs.', liveness), 500: documentRefusal(500) },
  });
  registry.registerPath({
    method: 'get',
    path: '/readyz',
    operationId: 'getReadiness',
    tags,
    security: [],
    summary: 'Whether requests are answered, and how each part is',
    responses: {
      200: json('Requests are answered; parts may be degraded.', readiness),
      500: documentRefusal(500),
      503: json('Without PostgreSQL, or before the first complete start.', readiness),
    },
  });
  registry.registerPath({
    method: 'get',
    path: '/metrics',
    operationId: 'getMetrics',
    tags,
    security: [],
    summary: 'Figures for Prometheus',
    responses: {
      200: { description: 'The text format.', content: { 'text/plain': { schema: z.string() } } },
      500: documentRefusal(500),
    },
  });
}

function json(description: string, schema: z.ZodType) {
  return { description, content: { 'application/json': { schema } } };
}
