import { z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { AppError, type Problem, validationFailed } from '#domain/errors';
import { parseIfMatch } from './entity-tag.ts';
import { readJsonBody } from './read-json-body.ts';
import { readQuery } from './read-query.ts';
import { type Method, type RequestSpec, type RouteInput, readsBody } from './route-spec.ts';
import { toProblems } from './to-problems.ts';

const nothing = z.strictObject({});

export interface ParsedRequest<P, Q, B> {
  input: RouteInput<P, Q, B>;
  /** The body as it was sent, for the idempotency key. */
  rawBody: unknown;
}

/**
 * Parses all parts of a request, and tells of everything that is wrong with its query and body
 * at once.
 *
 * @throws AppError `not_found` for a malformed id in the path, `malformed_request`,
 * `unsupported_media_type`, `validation_failed`
 */
export async function parseRequest<
  P extends z.ZodObject,
  Q extends z.ZodObject,
  B extends z.ZodType,
>(
  spec: RequestSpec<P, Q, B>,
  c: Context,
): Promise<ParsedRequest<z.output<P>, z.output<Q>, z.output<B>>> {
  const params = parsePart<P>(spec.params, c.req.param());
  if (!params.success) throw new AppError('not_found', 'there is nothing with this id');
  const rawQuery = readQuery(c.req.url, spec.query ?? nothing);
  const query = parsePart<Q>(spec.query, rawQuery);
  const rawBody = await readBody(spec, c);
  const body = parsePart<B>(spec.body, rawBody);
  if (!query.success || !body.success) {
    throw validationFailed([
      ...problemsOf(query, rawQuery, ['query']),
      ...problemsOf(body, rawBody, []),
    ]);
  }
  const ifMatch = spec.takesIfMatch ? parseIfMatch(c.req.header('If-Match')) : null;
  return {
    input: { params: params.data, query: query.data, body: body.data, ifMatch },
    rawBody,
  };
}

interface BodySpec {
  method: Method;
  body?: z.ZodType;
  bodyIsOptional?: boolean;
  itemsOf?: string;
}

/** A POST without fields may come with `{}`, and no other method's body is looked at. */
async function readBody(spec: BodySpec, c: Context): Promise<unknown> {
  if (!readsBody(spec)) return {};
  const body = await readJsonBody(c.req, spec.itemsOf);
  if (body !== undefined) return body;
  if (spec.body === undefined || spec.bodyIsOptional) return {};
  throw new AppError('malformed_request', 'the request must have a body of JSON');
}

type Part<T> = { success: true; data: T } | { success: false; error: z.ZodError };

function parsePart<S extends z.ZodType>(schema: S | undefined, input: unknown): Part<z.output<S>>;
function parsePart(schema: z.ZodType | undefined, input: unknown): Part<unknown> {
  // Where a route has no such part, nothing may be there.
  return (schema ?? nothing).safeParse(input);
}

function problemsOf(part: Part<unknown>, input: unknown, prefix: string[]): Problem[] {
  return part.success ? [] : toProblems(part.error.issues, input, prefix);
}
