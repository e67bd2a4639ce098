import type { CallOptions, EditOptions, WriteOptions } from './client-options.ts';
import type { Transport } from './create-transport.ts';
import { type Listing, listPages } from './list-pages.ts';
import type { AnswerOf, BodyOf, ItemOf, QueryOf } from './operation-types.ts';

/** The calls that every noun of the API has, below its path. */
export interface Resource {
  post<Name extends string>(
    suffix: string,
    body?: BodyOf<Name>,
    options?: WriteOptions,
  ): Promise<AnswerOf<Name>>;
  /** A POST that takes no idempotency key: it is tried once, as another try could do it again. */
  postOnce<Name extends string>(
    suffix: string,
    body?: BodyOf<Name>,
    options?: CallOptions,
  ): Promise<AnswerOf<Name>>;
  get<Name extends string>(
    suffix: string,
    query?: QueryOf<Name>,
    options?: CallOptions,
  ): Promise<AnswerOf<Name>>;
  patch<Name extends string>(
    suffix: string,
    body: BodyOf<Name>,
    options?: EditOptions,
  ): Promise<AnswerOf<Name>>;
  delete<Name extends string>(suffix: string, options?: CallOptions): Promise<AnswerOf<Name>>;
  list<Name extends string>(
    suffix: string,
    query?: QueryOf<Name>,
    options?: CallOptions,
  ): Listing<ItemOf<Name>, PageOf<Name>>;
}

/** A page of a list. */
export type PageOf<Name extends string> = AnswerOf<Name> & {
  data: ItemOf<Name>[];
  nextCursor: string | null;
};

/** @param path of the noun, such as `/v1/messages`; suffixes begin with a slash, or are empty */
export function createResource({ send }: Transport, path: string): Resource {
  return {
    post: (suffix, body, options) =>
      send({ method: 'POST', path: path + suffix, body: body ?? {}, options }),
    postOnce: (suffix, body, options) =>
      send({
        method: 'POST',
        path: path + suffix,
        body: body ?? {},
        options,
        isRepeatable: false,
      }),
    get: (suffix, query, options) => send({ method: 'GET', path: path + suffix, query, options }),
    patch: (suffix, body, options) => send({ method: 'PATCH', path: path + suffix, body, options }),
    delete: (suffix, options) => send({ method: 'DELETE', path: path + suffix, options }),
    list<Name extends string>(suffix: string, query?: QueryOf<Name>, options?: CallOptions) {
      const asked: Record<string, unknown> = Object.fromEntries(Object.entries(query ?? {}));
      const start = typeof asked.cursor === 'string' ? asked.cursor : undefined;
      return listPages<ItemOf<Name>, PageOf<Name>>(
        (cursor) =>
          send({ method: 'GET', path: path + suffix, query: { ...asked, cursor }, options }),
        start,
      );
    },
  };
}

/**
 * An id as a part of a path. Parsers of URLs walk by dots, encoded or not: what has nothing else is
 * made an id that there is not.
 */
export function at(id: string): string {
  return `/${/^\.{0,2}$/.test(id) ? `_${id}` : encodeURIComponent(id)}`;
}
