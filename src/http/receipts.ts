import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { AppError } from '#domain/errors';
import { documentReceipt, type ReceiptRoute } from './document-receipt.ts';
import type { HttpDeps, ReceiptVendor } from './http-deps.ts';
import type { HttpEnv } from './http-env.ts';
import { limitBody } from './limit-body.ts';

const routes = [
  {
    vendor: 'twilio',
    path: '/providers/twilio/status/:messageId',
    operationId: 'reportTwilioStatus',
    summary: "Twilio's status callbacks, signed with the account's auth token",
    contentType: 'application/x-www-form-urlencoded',
  },
  {
    vendor: 'twilio',
    path: '/providers/twilio/inbound',
    operationId: 'receiveTwilioMessage',
    summary: "What recipients answer, by Twilio: signed with the account's auth token",
    contentType: 'application/x-www-form-urlencoded',
  },
  {
    vendor: 'sendgrid',
    path: '/providers/sendgrid/events',
    operationId: 'reportSendgridEvents',
    summary: "SendGrid's Event Webhook, signed with its own key",
    contentType: 'application/json',
  },
  {
    vendor: 'bluebubbles',
    path: '/providers/bluebubbles/webhook',
    operationId: 'receiveBluebubblesWebhook',
    summary: "A BlueBubbles server's webhooks, with its password in the query",
    contentType: 'application/json',
  },
] as const satisfies readonly (ReceiptRoute & { vendor: ReceiptVendor })[];

/** What providers report, under `/providers`: their signature is the key. */
export function registerReceipts(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  for (const route of routes) {
    documentReceipt(app, route);
    app.post(route.path, limitBody(), (c) => receive(deps, route.vendor, c));
  }
}

async function receive(
  deps: HttpDeps,
  vendor: ReceiptVendor,
  c: Context<HttpEnv>,
): Promise<Response> {
  const reader = deps.receipts.readers[vendor];
  // Without the vendor's secret nothing can be told from a forgery: there is no such route.
  if (!reader) throw new AppError('not_found', 'there is no such route');
  const { pathname, search } = new URL(c.req.url);
  const reading = reader.read({
    path: pathname + search,
    header: (name) => c.req.header(name),
    body: new Uint8Array(await c.req.arrayBuffer()),
  });
  switch (reading.kind) {
    case 'forged':
      throw new AppError('forbidden', 'the signature, or the password, must fit the request');
    case 'unreadable':
      throw new AppError('malformed_request', `the body must be what ${vendor} sends`);
    case 'reports':
      await deps.receipts.record(reading.reports);
      return c.body(null, 204);
  }
}
