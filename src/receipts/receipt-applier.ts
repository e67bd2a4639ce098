import { createBatcher } from '#db/batcher';
import type { Database } from '#db/connect';
import type { Receipt } from '#domain/receipt';
import { keepReceipts } from './keep-receipts.ts';

/** Requests whose receipts go together; one of them can hold a hundred. */
const MOST_REQUESTS = 50;

/**
 * Applies receipts in as few statements as they allow: however many vendors report at once, each
 * is answered as soon as what it said is kept.
 *
 * @returns a function that resolves once its receipts are kept.
 */
export function createReceiptApplier(db: Database, clock: { nowMs(): number }) {
  return createBatcher<readonly Receipt[], null>({
    most: MOST_REQUESTS,
    async run(requests) {
      await keepReceipts(db, requests.flat(), new Date(clock.nowMs()));
      return requests.map(() => null);
    },
  });
}
