import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { AppError } from '#domain/errors';
import { documentReceipt } from './document-receipt.ts';
import type { HttpDeps } from './http-deps.ts';
import type { HttpEnv } from './http-env.ts';
import { readLimited } from './read-limited.ts';

const route = {
  path: '/providers/sendgrid/inbound/:secret',
  operationId: 'receiveSendgridEmail',
  summary: "Mail that SendGrid's Inbound Parse received; the address holds a secret",
  contentType: 'multipart/form-data',
} as const;

/** As large as a mail that SendGrid takes, attachments included: 30 MB. */
export const EMAIL_MAX = 31_457_280;

/** What recipients answer by email, under `/providers`: the secret is the key. */
export function registerInboundEmail(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  documentReceipt(app, route);
  app.post(route.path, (c) => receive(deps, c));
}

async function receive(deps: HttpDeps, c: Context<HttpEnv, typeof route.path>): Promise<Response> {
  const reader = deps.receipts.inboundEmail;
  if (!reader) throw new AppError('not_found', 'there is no such route');
  const reading = await reader.read({
    secret: c.req.param('secret'),
    contentType: c.req.header('Content-Type') ?? '',
    body: readLimited(c.req.raw, EMAIL_MAX),
  });
  switch (reading.kind) {
    case 'forged':
      throw new AppError('forbidden', 'the address must hold the configured secret');
    case 'unreadable':
      throw new AppError('malformed_request', reading.detail);
    case 'reports':
      await deps.receipts.record(reading.reports);
      return c.body(null, 204);
  }
}
