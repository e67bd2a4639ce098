/** Where a batch stands (B2). */
export const batchStatuses = ['open', 'running', 'paused', 'canceled', 'done'] as const;
export type BatchStatus = (typeof batchStatuses)[number];
