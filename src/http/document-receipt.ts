import { type OpenAPIHono, z } from '@hono/zod-openapi';
import { documentRefusal } from './document-route.ts';
import type { HttpEnv } from './http-env.ts';

/** A route that a vendor posts to. */
export interface ReceiptRoute {
  /** As Hono has it: parameters begin with a colon. */
  path: string;
  operationId: string;
  summary: string;
  contentType: string;
}

const PARAMETER = /:(\w+)/g;

/** Puts the route into the OpenAPI document. */
export function documentReceipt(app: OpenAPIHono<HttpEnv>, route: ReceiptRoute): void {
  const names = [...route.path.matchAll(PARAMETER)].map(([, name]) => [name, z.string()]);
  app.openAPIRegistry.registerPath({
    method: 'post',
    path: route.path.replaceAll(PARAMETER, '{$1}'),
    operationId: route.operationId,
    tags: ['Providers'],
    security: [],
    summary: route.summary,
    request: {
      ...(names.length > 0 ? { params: z.object(Object.fromEntries(names)) } : {}),
      body: { required: true, content: { [route.contentType]: { schema: z.any() } } },
    },
    responses: {
      204: { description: 'It is kept.' },
      400: documentRefusal(400),
      403: documentRefusal(403),
      404: documentRefusal(404),
      413: documentRefusal(413),
      500: documentRefusal(500),
      503: documentRefusal(503),
    },
  });
}
