import { type OpenAPIHono, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { AppError, validationFailed } from '#domain/errors';
import { UNSUBSCRIBE_PATH } from '#receipts/unsubscribe-token';
import { documentRefusal } from './document-route.ts';
import type { HttpDeps } from './http-deps.ts';
import type { HttpEnv } from './http-env.ts';
import { limitBody } from './limit-body.ts';

const path = `${UNSUBSCRIBE_PATH}:token`;
const documentedPath = `${UNSUBSCRIBE_PATH}{token}`;
const tags = ['Unsubscribing'];
// RFC 8058, 3.2: what mail programs post, word for word; the page's button posts the same.
const FIELD = 'List-Unsubscribe';
const VALUE = 'One-Click';

// It names nobody: whoever was passed the mail can open it. The form goes to where it came from.
const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>Unsubscribe</title>
<link rel="icon" href="data:,">
</head>
<body>
<main>
<h1>Unsubscribe</h1>
<p>No more emails from whoever sent that email to the address that it came to.</p>
<form method="post">
<input type="hidden" name="${FIELD}" value="${VALUE}">
<button type="submit">Unsubscribe</button>
</form>
</main>
</body>
</html>
`;

/** The link in emails, under `/unsubscribe`: its token is the key. */
export function registerUnsubscribe(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  documentPage(app);
  documentClick(app);
  // Mail scanners follow links: looking changes nothing.
  app.get(path, async (c) => {
    if (!(await deps.unsubscribing.knows(c.req.param('token')))) throw unknownToken();
    return c.html(page);
  });
  app.post(path, limitBody(), async (c) => {
    await checkForm(c);
    if (!(await deps.unsubscribing.unsubscribe(c.req.param('token')))) throw unknownToken();
    return c.text(
      'You are unsubscribed: no more emails from whoever sent that one come to this address.\n',
    );
  });
}

async function checkForm(c: Context<HttpEnv>): Promise<void> {
  const form = await readForm(c);
  if (form[FIELD] === VALUE) return;
  const detail = `the body must be a form with ${FIELD}=${VALUE}`;
  throw validationFailed([{ pointer: `/${FIELD}`, detail }]);
}

async function readForm(c: Context<HttpEnv>): Promise<Record<string, unknown>> {
  // What is too large is refused while it is read; only what cannot be a form is ours to refuse.
  const body = await c.req.arrayBuffer();
  const contentType = c.req.header('Content-Type') ?? '';
  try {
    const form = await new Response(body, { headers: { 'Content-Type': contentType } }).formData();
    return Object.fromEntries(form);
  } catch {
    return {};
  }
}

function unknownToken(): AppError {
  return new AppError('not_found', 'there is no such link to unsubscribe');
}

const params = z.object({
  token: z.string().openapi({ description: 'As it is in the link of the email.' }),
});
const form = z.object({ [FIELD]: z.literal(VALUE) });

function documentPage(app: OpenAPIHono<HttpEnv>): void {
  app.openAPIRegistry.registerPath({
    method: 'get',
    path: documentedPath,
    operationId: 'showUnsubscribe',
    tags,
    security: [],
    summary: 'A page with a button to unsubscribe; changes nothing',
    request: { params },
    responses: {
      200: { description: 'The page.', content: { 'text/html': { schema: z.string() } } },
      404: documentRefusal(404),
      500: documentRefusal(500),
      503: documentRefusal(503),
    },
  });
}

function documentClick(app: OpenAPIHono<HttpEnv>): void {
  app.openAPIRegistry.registerPath({
    method: 'post',
    path: documentedPath,
    operationId: 'unsubscribe',
    tags,
    security: [],
    summary: 'Unsubscribes the recipient of an email, with one click (RFC 8058)',
    request: {
      params,
      body: {
        required: true,
        content: {
          'application/x-www-form-urlencoded': { schema: form },
          'multipart/form-data': { schema: form },
        },
      },
    },
    responses: {
      200: { description: 'Done.', content: { 'text/plain': { schema: z.string() } } },
      404: documentRefusal(404),
      413: documentRefusal(413),
      422: documentRefusal(422),
      500: documentRefusal(500),
      503: documentRefusal(503),
    },
  });
}
