import type { Operations } from './api-types.ts';

/** Where a route is newer than the types: it can be called, and nothing is known of its shapes. */
interface Untyped {
  query: Record<string, unknown>;
  body: Record<string, unknown>;
  answer: Record<string, unknown>;
}

type Operation<Name extends string> = Name extends keyof Operations ? Operations[Name] : Untyped;

/** What may be asked in the query. */
export type QueryOf<Name extends string> = Operation<Name>['query'];
/** What is sent. */
export type BodyOf<Name extends string> = Operation<Name>['body'];
/** What comes back. */
export type AnswerOf<Name extends string> = Operation<Name>['answer'];
/** One of what a list has. */
export type ItemOf<Name extends string> =
  AnswerOf<Name> extends { data: (infer Item)[] } ? Item : Record<string, unknown>;
