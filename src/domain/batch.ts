/** Where a batch stands (B2). */
export const batchStatuses = ['open', 'running', 'paused', 'canceled', 'done'] as const;
export type BatchStatus = (typeof batchStatuses)[number];

/** Of one request (B1). */
export const BATCH_ITEMS_MAX = 10_000;

/** Of all its items' texts, in characters: defaults may repeat a long one in each of them. */
export const BATCH_TEXTS_MAX = 268_435_456;
