import type { OpenAPIHono } from '@hono/zod-openapi';
import type { HttpEnv } from './http-env.ts';

const description = `Sends email and text messages at the right moment, exactly once.

Instants are RFC 3339. Unknown fields and query parameters are refused. Errors are problem documents (RFC 9457) with a stable \`code\`. Every POST and PATCH takes an \`Idempotency-Key\`, but for those that say so: they show a secret once, or try something out. Bodies have at most 1 MB, unless their operation says more.`;

/** Serves the OpenAPI document that the routes make. Call it when all routes are there. */
export function registerOpenApiDocument(app: OpenAPIHono<HttpEnv>, version: string): void {
  app.openAPIRegistry.registerComponent('securitySchemes', 'key', {
    type: 'http',
    scheme: 'bearer',
    description: 'An API key of the workspace.',
  });
  const document = app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: 'Punctual',
      version,
      description,
      license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
    },
    servers: [{ url: '/' }],
  });
  const json = JSON.stringify(document);
  app.get('/openapi.json', (c) => c.body(json, 200, { 'Content-Type': 'application/json' }));
}
