import type { z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { Actor } from '#domain/actor';
import { type Answer, answerOnce } from '#idempotency/answer-once';
import { actorOf } from './actor-of.ts';
import { toEntityTag } from './entity-tag.ts';
import { hashBody } from './hash-body.ts';
import type { HttpDeps, VerbScope } from './http-deps.ts';
import type { HttpEnv } from './http-env.ts';
import { parseIdempotencyKey } from './idempotency-key.ts';
import { parseRequest } from './parse-request.ts';
import { isIdempotent, type Reply, type RouteSpec } from './route-spec.ts';

/** Parses a request, runs its verb, and answers; the answer is final when the transaction is. */
export async function answerRequest<
  P extends z.ZodObject,
  Q extends z.ZodObject,
  B extends z.ZodType,
  A extends z.ZodType,
>(deps: HttpDeps, spec: RouteSpec<P, Q, B, A>, c: Context<HttpEnv>): Promise<Response> {
  const { input, rawBody } = await parseRequest(spec, c);
  const key = isIdempotent(spec) ? parseIdempotencyKey(c.req.header('Idempotency-Key')) : null;
  const actor = actorOf(c);
  await spec.prepare?.(input, actor);
  const access = spec.method === 'get' ? 'read' : 'write';
  let later: Later | undefined;
  const answer = await deps.transact(actor, access, (scope: VerbScope) => {
    const work = async () => {
      const reply = await spec.run(scope, input);
      later = isLater(reply.body) ? reply.body : undefined;
      return toAnswer(spec.status, reply);
    };
    if (key === null) return work();
    const { method, path } = c.req;
    return answerOnce(scope, { method, path, key, bodyHash: hashBody(rawBody) }, work);
  });
  const replayed = 'replayed' in answer && answer.replayed === true;
  if (replayed) c.header('Idempotent-Replayed', 'true');
  if (spec.status === 204) return c.body(null, 204);
  const body = await (later
    ? later().then((late) => JSON.stringify(late))
    : complete(spec, answer, actorOf(c)));
  return c.body(body, spec.status, {
    'Content-Type': 'application/json',
    ...answer.headers,
  });
}

type Later = () => Promise<unknown>;

function isLater(body: unknown): body is Later {
  return typeof body === 'function';
}

async function complete(
  spec: { complete?(body: unknown, actor: Actor): Promise<unknown> },
  answer: Answer,
  actor: Actor,
): Promise<string> {
  if (!spec.complete) return answer.body;
  return JSON.stringify(await spec.complete(JSON.parse(answer.body), actor));
}

function toAnswer(status: number, reply: Reply<unknown>): Answer {
  return {
    status,
    headers: {
      ...(reply.version === undefined ? {} : { ETag: toEntityTag(reply.version) }),
      ...(reply.location === undefined ? {} : { Location: reply.location }),
    },
    body: JSON.stringify(reply.body) ?? '',
    keepFrom: reply.keepFrom,
  };
}
