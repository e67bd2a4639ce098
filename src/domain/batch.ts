/** Where a batch stands (B2). */
export const batchStatuses = ['open', 'running', 'paused', 'canceled', 'done'] as const;
export type BatchStatus = (typeof batchStatuses)[number];

/** Of one request (B1). */
export const BATCH_ITEMS_MAX = 10_000;

/**
 * Of all its items' texts, in characters: defaults may repeat a long one in each of them. Storing
 * them with their words takes some seconds, in which their contacts are locked.
 */
export const BATCH_TEXTS_MAX = 16_777_216;

/** What rendering them may take, as `RenderWork` counts it: some 3 seconds of a processor. */
export const BATCH_RENDERING_MAX = 300_000_000;
