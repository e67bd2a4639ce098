import { type RouteConfig, z } from '@hono/zod-openapi';
import { type ErrorStatus, PROBLEM_TYPE } from './problem-document.ts';
import { problemDocument } from './problem-schema.ts';
import { isIdempotent, type RouteSpec, readsBody } from './route-spec.ts';

type Spec = Omit<RouteSpec<z.ZodObject, z.ZodObject, z.ZodType, z.ZodType>, 'run'>;
type Responses = RouteConfig['responses'];

const requestId = z
  .string()
  .optional()
  .openapi({ description: 'Returned as it came, if it has at most 255 of [A-Za-z0-9_=-].' });
const idempotencyKey = z.string().optional().openapi({
  description:
    'Makes the request safe to repeat: the first 2xx answer is given again until 30 days after the send time. Scope: workspace, method and path.',
  example: 'order-1234-reminder',
  minLength: 1,
  maxLength: 255,
  pattern: '^[\\x20-\\x7e]+$',
});
const ifMatch = z.string().optional().openapi({
  description: 'The ETag that the caller has seen, or `*`.',
  example: '"3"',
  pattern: '^(\\*|(W/)?"[!#-~]*")$',
});

const refusals: Record<ErrorStatus, string> = {
  400: 'The request cannot be read: bad JSON, bad UTF-8, no body.',
  401: 'The key is missing or unknown.',
  403: 'The key may not do this, or the signature does not fit.',
  404: 'There is nothing with this id in the workspace.',
  405: 'The method is not allowed here; `Allow` names those that are.',
  409: 'In conflict with the state of things, or the first request with this idempotency key is in flight.',
  412: '`If-Match` is not the version.',
  413: 'The body is larger than 1 MB; of a batch, than 32 MB.',
  415: 'The body is not of a type that is taken here: mostly `application/json`.',
  422: 'Understood and refused: a pointer to each field.',
  500: 'Something failed on our side.',
  503: 'Not available for the moment.',
};

/** The route's entry in the OpenAPI document. */
export function documentRoute(spec: Spec): RouteConfig {
  const { method, path, operationId, summary, description, params, query } = spec;
  return {
    method,
    path,
    operationId,
    summary,
    ...(description === undefined ? {} : { description }),
    tags: [spec.tag],
    security: [{ key: [] }],
    request: {
      ...(params === undefined ? {} : { params }),
      ...(query === undefined ? {} : { query }),
      headers: headersOf(spec),
      ...(spec.body === undefined
        ? {}
        : {
            body: {
              required: !spec.bodyIsOptional,
              content: { 'application/json': { schema: spec.body } },
            },
          }),
    },
    responses: { [spec.status]: documentAnswer(spec), ...documentRefusals(spec) },
  };
}

function headersOf(spec: Spec): z.ZodObject {
  return z.object({
    'X-Request-Id': requestId,
    ...(isIdempotent(spec) ? { 'Idempotency-Key': idempotencyKey } : {}),
    ...(spec.takesIfMatch ? { 'If-Match': ifMatch } : {}),
  });
}

function documentAnswer(spec: Spec): Responses[string] {
  const headers = {
    ...requestIdHeader,
    ...(spec.answersETag ? { ETag: header('The version, for `If-Match`.') } : {}),
    ...(spec.answersLocation ? { Location: header('The path of what was made.') } : {}),
    ...(isIdempotent(spec)
      ? { 'Idempotent-Replayed': header('`true`: the answer to the first such request.') }
      : {}),
  };
  const description = spec.answerDescription;
  if (spec.answer === undefined) return { description, headers };
  return { description, headers, content: { 'application/json': { schema: spec.answer } } };
}

function documentRefusals(spec: Spec): Responses {
  const statuses: ErrorStatus[] = [
    401,
    ...(spec.role === 'admin' || spec.namesSender ? [403 as const] : []),
    ...(spec.params === undefined && !spec.answersNotFound ? [] : [404 as const]),
    ...(spec.conflicts || isIdempotent(spec) ? [409 as const] : []),
    ...(spec.takesIfMatch ? [412 as const] : []),
    ...(readsBody(spec) ? [400 as const, 413 as const, 415 as const] : []),
    422,
    500,
    503,
  ];
  return Object.fromEntries(statuses.sort().map((status) => [status, documentRefusal(status)]));
}

/** The entry of one refusal. */
export function documentRefusal(status: ErrorStatus): Responses[string] {
  return {
    description: refusals[status],
    headers: {
      ...requestIdHeader,
      ...(status === 401 ? { 'WWW-Authenticate': header('`Bearer`.') } : {}),
      ...(status === 503 ? { 'Retry-After': header('Seconds to wait.') } : {}),
    },
    content: { [PROBLEM_TYPE]: { schema: problemDocument } },
  };
}

function header(description: string) {
  return { description, schema: { type: 'string' as const } };
}

const requestIdHeader = { 'X-Request-Id': header("The request's id.") };
