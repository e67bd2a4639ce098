/** O1: how far ahead a send time may lie, in hours. */
export const sendTimeWindows = { '24h': 24, '48h': 48, '72h': 72 } as const;
export type SendTimeWindow = keyof typeof sendTimeWindows;

/** Shortest first. */
export const sendTimeWindowNames = [
  '24h',
  '48h',
  '72h',
] as const satisfies readonly SendTimeWindow[];
