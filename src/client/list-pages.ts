interface Page<T> {
  data: T[];
  nextCursor: string | null;
}

/** A list: all of it, one after the other, or a page. */
export interface Listing<T, P extends Page<T> = Page<T>> extends AsyncIterable<T> {
  /** The page that the query asks for, the first when it has no `cursor`. */
  page(): Promise<P>;
}

/**
 * A list that reads each page when its turn comes; whoever stops early reads no more.
 *
 * @example
 * for await (const message of punctual.messages.list({ status: ['failed'] })) {
 *   console.log(message.id, message.failure?.code);
 * }
 */
export function listPages<T, P extends Page<T>>(
  readPage: (cursor: string | undefined) => Promise<P>,
  cursor?: string,
): Listing<T, P> {
  return {
    page: () => readPage(cursor),
    async *[Symbol.asyncIterator]() {
      for (let next: string | null | undefined = cursor; next !== null; ) {
        const page: P = await readPage(next);
        yield* page.data;
        next = page.nextCursor;
      }
    },
  };
}
