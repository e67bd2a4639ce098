import { parseSendAt } from '#domain/parse-send-at';
import type { WallClockMs } from '#domain/wall-clock';

/** A wall-clock time for a test, written as in a request. */
export function wall(text: string): WallClockMs {
  const parsed = parseSendAt(text);
  if (parsed.kind !== 'local') throw new Error(`not a local time: ${text}`);
  return parsed.local;
}
