/** O1: how far ahead a send time may lie, in hours. */
export const sendTimeWindows = { '24h': 24, '48h': 48, '72h': 72 } as const;
export type SendTimeWindow = keyof typeof sendTimeWindows;
