import type { z } from '@hono/zod-openapi';
import type { Actor } from '#domain/actor';
import type { VerbScope } from './http-deps.ts';

export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

/** What a verb made of a request. */
export interface Reply<T> {
  /** What makes it, where others are asked: after the transaction, so that none waits open. */
  body: T | (() => Promise<T>);
  /** The resource's version, for the `ETag`. */
  version?: number;
  /** The new resource's path. */
  location?: string;
  /** The idempotency key is kept for 30 days from then. */
  keepFrom?: Date;
}

export interface RouteInput<P, Q, B> {
  params: P;
  query: Q;
  body: B;
  /** The version that `If-Match` asks for; `null`: any. */
  ifMatch: number | null;
}

/** What a route reads of a request. */
export interface RequestSpec<P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodType> {
  method: Method;
  params?: P;
  query?: Q;
  body?: B;
  /** The body's list whose items answer for themselves. */
  itemsOf?: string;
  /** Whether it may be left out: then it is `{}`. */
  bodyIsOptional?: boolean;
  /** Whether `If-Match` is obeyed. */
  takesIfMatch?: boolean;
}

/** One route: its contract and, in `run`, the verb that it hands over to. */
export interface RouteSpec<
  P extends z.ZodObject,
  Q extends z.ZodObject,
  B extends z.ZodType,
  A extends z.ZodType,
> extends RequestSpec<P, Q, B> {
  /** As OpenAPI writes it: `/v1/contacts/{id}`. */
  path: string;
  operationId: string;
  tag: string;
  summary: string;
  description?: string;
  /** Who may call it; `user` when left out, which is everyone with a key. */
  role?: 'admin';
  /** Of the body, in bytes, where it may have more than others. */
  bodyMax?: number;
  /** POST and PATCH take an `Idempotency-Key`, unless this is false. */
  takesIdempotencyKey?: boolean;
  status: 200 | 201 | 202 | 204;
  /** Of the answer; left out: it has no body. */
  answer?: A;
  /** What is said of the answer. */
  answerDescription: string;
  answersETag?: boolean;
  answersLocation?: boolean;
  /** Whether it can be in conflict with the state of things, idempotency aside. */
  conflicts?: boolean;
  /** Whether it can name what is not there, its path aside. */
  answersNotFound?: boolean;
  /** Whether it can name a sender that its caller may not use. */
  namesSender?: boolean;
  /** What others are asked beforehand, so that no transaction waits open for them. */
  prepare?(input: RouteInput<z.output<P>, z.output<Q>, z.output<B>>, actor: Actor): Promise<void>;
  run(
    scope: VerbScope,
    input: RouteInput<z.output<P>, z.output<Q>, z.output<B>>,
  ): Promise<Reply<z.output<A>>>;
  /** What others have to be asked for: after the transaction, so that none waits open for them. */
  complete?(body: z.output<A>, actor: Actor): Promise<z.output<A>>;
}

/** Whether the route obeys an `Idempotency-Key`. */
export function isIdempotent(spec: { method: Method; takesIdempotencyKey?: boolean }): boolean {
  return spec.takesIdempotencyKey ?? (spec.method === 'post' || spec.method === 'patch');
}

/** Whether the body is looked at: where there are fields for it, or the method is one that has one. */
export function readsBody(spec: { method: Method; body?: z.ZodType }): boolean {
  return spec.body !== undefined || ['post', 'put', 'patch'].includes(spec.method);
}
