import { z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { findUpload, type UploadState } from '#batches/find-upload';
import type { UploadFormat } from '#domain/batch';
import { AppError, validationFailed } from '#domain/errors';
import { OffsetMismatch } from '#domain/offset-mismatch';
import { actorOf } from './actor-of.ts';
import { authenticateRequest } from './authenticate-request.ts';
import { takenLines } from './batch-schemas.ts';
import type { Route } from './define-route.ts';
import { documentRoute } from './document-route.ts';
import type { HttpDeps } from './http-deps.ts';
import type { HttpEnv } from './http-env.ts';
import { idParams } from './ids.ts';
import { parseUploadType } from './parse-upload-type.ts';
import { readPieces } from './read-pieces.ts';
import { readQuery } from './read-query.ts';
import { receiveLines } from './receive-lines.ts';
import { takePortion } from './take-portion.ts';
import { toProblems } from './to-problems.ts';

const params = idParams('batch');
const rule = 'must be a whole number of bytes from 0';
const query = z.strictObject({
  offset: z
    .string()
    .regex(/^\d{1,15}$/, rule)
    .transform(Number)
    .openapi({ type: 'integer', minimum: 0, description: 'Where the bytes begin in the upload.' }),
});

const documented = documentRoute({
  method: 'put',
  path: '/v1/batches/{id}/lines',
  operationId: 'putBatchLines',
  tag: 'Batches',
  summary: "Upload lines of an open batch: its messages' fields",
  description:
    'CSV with a header or NDJSON, of any length, in any number of requests: they may be cut anywhere, also within a line. After a cut, go on from the `offset` that the batch tells (`upload`), or 409 `offset_mismatch`: what was taken stays, and nothing is taken twice. Columns are fields of a message or their parts, as in `variables.plan`; `mediaUrls` and `cancelOn` are separated by blanks; an empty cell is left out. A line has at most 1 MB; a longer one is rejected. A request that another one follows takes nothing more.',
  params,
  query,
  conflicts: true,
  status: 200,
  answer: takenLines,
  answerDescription: 'How far the upload is.',
});

/** `PUT /v1/batches/{id}/lines`: a body of any length, stored while it comes. */
export function batchLinesRoute(deps: HttpDeps): Route {
  const content = { schema: z.string().openapi({ format: 'binary' }) };
  const body = {
    required: true,
    content: { 'text/csv': content, 'application/x-ndjson': content },
  };
  return {
    register(app) {
      const request = { ...documented.request, body };
      app.openAPIRegistry.registerPath({ ...documented, request });
      const path = '/v1/batches/:id{[a-z]+_[^/]+}/lines';
      app.put(path, authenticateRequest(deps, 'user'), (c) => putLines(deps, c));
    },
  };
}

async function putLines(deps: HttpDeps, c: Context<HttpEnv>): Promise<Response> {
  const actor = actorOf(c);
  const asked = parseAsked(c);
  const format = parseUploadType(c.req.raw.headers);
  const upload = await deps.transact(actor, 'write', (scope) => findUpload(scope, asked.id));
  if (upload.offset !== asked.offset) throw new OffsetMismatch(upload.offset);
  refuseOtherFormat(upload, format);
  const body = readPieces(c.req.raw);
  const received = await receiveLines({
    upload,
    format,
    body: body.pieces,
    isGone: () => c.req.raw.signal.aborted,
    take: (portion) => takePortion(deps, actor, portion),
  });
  if (body.isBroken()) throw new AppError('malformed_request', 'the body must come to its end');
  const rejections = received.rejections.map(({ line, code, detail }) => ({ line, code, detail }));
  const stands = received.upload ?? upload.view;
  return c.json({ id: asked.id, ...stands, rejections });
}

function parseAsked(c: Context): { id: string; offset: number } {
  const path = params.safeParse(c.req.param());
  if (!path.success) throw new AppError('not_found', 'there is nothing with this id');
  const raw = readQuery(c.req.url, query);
  const parsed = query.safeParse(raw);
  if (!parsed.success) throw validationFailed(toProblems(parsed.error.issues, raw, ['query']));
  return { id: path.data.id, offset: parsed.data.offset };
}

function refuseOtherFormat({ uploadFormat, offset }: UploadState, format: UploadFormat): void {
  if (uploadFormat === null || uploadFormat === format || offset === 0) return;
  throw new AppError('conflict', `the upload is ${uploadFormat}: its first request said so`);
}
