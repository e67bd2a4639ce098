import type { Scope } from '#db/scope';
import { listMessages } from './list-messages.ts';
import type { MessageFilter } from './message-input.ts';
import type { MessageView } from './message-view.ts';

/** Runs work in a transaction of its own. */
type InScope = <T>(work: (scope: Scope) => Promise<T>) => Promise<T>;

/**
 * Enough to spare the transactions, and few enough that reading and writing them takes the
 * event loop some milliseconds at the most.
 */
const PAGE_ROWS = 200;

/**
 * All messages that match, newest first, a page at a time, each read when it is asked for and in a
 * transaction of its own: an export takes minutes, and no transaction may. Each message comes once
 * at the most, as it is when its page is read; one that is made meanwhile does not come.
 *
 * @throws AppError `validation_failed` for a `q` without a letter or a digit
 */
export async function* exportMessages(
  inScope: InScope,
  filter: MessageFilter,
): AsyncGenerator<MessageView[], void> {
  let cursor: string | undefined;
  do {
    const from = cursor;
    const page = await inScope((scope) =>
      listMessages(scope, filter, { limit: PAGE_ROWS, cursor: from }),
    );
    yield page.data;
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
}
