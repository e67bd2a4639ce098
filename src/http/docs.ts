import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { OpenAPIHono } from '@hono/zod-openapi';
import { getAbsoluteFSPath } from 'swagger-ui-dist';
import type { HttpEnv } from './http-env.ts';

const CSS = 'text/css; charset=utf-8';
const SCRIPT = 'text/javascript; charset=utf-8';

const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Punctual: reference</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/docs/swagger-ui.css">
</head>
<body>
<div id="reference"></div>
<noscript>The reference needs scripts; <a href="/openapi.json">the OpenAPI document</a> does not.</noscript>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
`;

// No validatorUrl: the badge of a foreign host.
const start = `SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#reference',
  validatorUrl: null,
  deepLinking: true,
});
`;

/** The reference page, all of it from here. */
export function registerDocs(app: OpenAPIHono<HttpEnv>): void {
  app.get('/docs', (c) => c.html(page));
  app.get('/', (c) => c.redirect('/docs'));
  app.get('/docs/', (c) => c.redirect('/docs'));
  app.get('/docs/start.js', (c) => c.body(start, 200, { 'Content-Type': SCRIPT }));
  serveFile(app, 'swagger-ui.css', CSS);
  serveFile(app, 'swagger-ui-bundle.js', SCRIPT);
}

function serveFile(app: OpenAPIHono<HttpEnv>, name: string, type: string): void {
  let content: Promise<string> | undefined;
  app.get(`/docs/${name}`, async (c) => {
    content ??= readFile(join(getAbsoluteFSPath(), name), 'utf8');
    return c.body(await content, 200, {
      'Content-Type': type,
      'Cache-Control': 'public, max-age=3600',
    });
  });
}
