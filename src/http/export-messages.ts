import { z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { exportMessages } from '#messages/export-messages';
import type { MessageView } from '#messages/message-view';
import { actorOf } from './actor-of.ts';
import { authenticateRequest } from './authenticate-request.ts';
import type { Route } from './define-route.ts';
import { documentRoute } from './document-route.ts';
import type { HttpDeps } from './http-deps.ts';
import type { HttpEnv } from './http-env.ts';
import { toCsvHeader, toCsvLines } from './message-csv.ts';
import { type ExportFormat, exportFilter } from './message-filter.ts';
import { parseRequest } from './parse-request.ts';
import type { Method } from './route-spec.ts';
import { streamChunks } from './stream-chunks.ts';

interface Format {
  contentType: string;
  file: string;
  header: string;
  toLines(messages: readonly MessageView[]): string;
}

const formats: Record<ExportFormat, Format> = {
  csv: {
    contentType: 'text/csv; charset=utf-8; header=present',
    file: 'messages.csv',
    header: toCsvHeader(),
    toLines: toCsvLines,
  },
  ndjson: {
    contentType: 'application/x-ndjson',
    file: 'messages.ndjson',
    header: '',
    toLines: (messages) => messages.map((message) => `${JSON.stringify(message)}\n`).join(''),
  },
};

const spec = {
  method: 'get' as Method,
  path: '/v1/messages/export',
  operationId: 'exportMessages',
  tag: 'Messages',
  summary: 'Export messages',
  description:
    'All that match, newest first, streamed. One that is made meanwhile is not in it. A connection that breaks off before its end has left something out.',
  query: exportFilter,
  status: 200 as const,
  answerDescription:
    'CSV: a header, then a line a message, with an apostrophe before texts that a spreadsheet would take for a formula. NDJSON: on each line a `Message`.',
};

/** `GET /v1/messages/export`: of any length, and so not made by one verb in one transaction. */
export function exportMessagesRoute(deps: HttpDeps): Route {
  return {
    register(app) {
      app.openAPIRegistry.registerPath(documentation());
      app.get(spec.path, authenticateRequest(deps, 'user'), (c) => answerExport(deps, c));
    },
  };
}

async function answerExport(deps: HttpDeps, c: Context<HttpEnv>): Promise<Response> {
  const { input } = await parseRequest(spec, c);
  const { format: name, ...filter } = input.query;
  const format = formats[name];
  const actor = actorOf(c);
  const pages = exportMessages((work) => deps.transact(actor, 'read', work), filter);
  // What is refused is refused with a status of its own, as long as there is none yet.
  const first = await pages.next();
  const log = deps.log.child({ requestId: c.get('requestId') });
  return c.body(streamChunks(toChunks(format, first, pages), log), 200, {
    'Content-Type': format.contentType,
    'Content-Disposition': `attachment; filename="${format.file}"`,
  });
}

async function* toChunks(
  { header, toLines }: Format,
  first: IteratorResult<MessageView[], void>,
  others: AsyncGenerator<MessageView[], void>,
): AsyncGenerator<string, void> {
  yield header + toLines(first.value ?? []);
  for await (const messages of others) {
    // Reading a page takes some milliseconds, and so does writing it: others go in between.
    await new Promise((resolve) => setImmediate(resolve));
    yield toLines(messages);
  }
}

function documentation() {
  const documented = documentRoute(spec);
  const { responses } = documented;
  const text = { schema: z.string() };
  return {
    ...documented,
    responses: {
      ...responses,
      200: { ...responses[200], content: { 'text/csv': text, 'application/x-ndjson': text } },
    },
  };
}
