import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Progress } from '../create-progress.ts';
import { createEventLog, type EventLog } from './event-log.ts';
import { eventColumns, parseEventLine } from './parse-event-line.ts';

export interface LoadedEvents {
  log: EventLog;
  badLines: number;
}

/** So many bad lines are told one by one; the others are counted. */
const TOLD = 5;
const PROGRESS_LINES = 100_000;

/**
 * Streams an events file into memory. Bad lines are left out, and told on `tell`: the first few by
 * position and reason, all of them by their number.
 *
 * @throws when the file cannot be read
 */
export async function loadEvents(
  path: string,
  { tell, show }: Pick<Progress, 'tell' | 'show'>,
): Promise<LoadedEvents> {
  const log = createEventLog();
  let columns: readonly string[] = eventColumns;
  let position = 0;
  let badLines = 0;
  const lines = createInterface({ input: createReadStream(path, 'utf8'), crlfDelay: Infinity });
  for await (const raw of lines) {
    position++;
    if (position % PROGRESS_LINES === 0) show(`${position} lines read`);
    const line = (position === 1 ? raw.replace(/^\uFEFF/, '') : raw).trim();
    if (line === '') continue;
    const parsed = parseEventLine(line, columns);
    if (parsed.kind === 'event') log.add(parsed.event);
    else if (parsed.kind === 'header' && log.events + badLines === 0) columns = parsed.columns;
    else {
      badLines++;
      const why = parsed.kind === 'bad' ? parsed.why : 'is a header below other lines';
      if (badLines <= TOLD) tell(`line ${position} ${why}: left out`);
    }
  }
  if (badLines > TOLD) tell(`${badLines} bad lines were left out in all`);
  tellOwnKinds(log, tell);
  return { log, badLines };
}

function tellOwnKinds({ ownKinds }: EventLog, tell: (line: string) => void): void {
  if (ownKinds.size === 0) return;
  const kinds = [...ownKinds].sort(([, one], [, other]) => other - one).slice(0, TOLD);
  const words = kinds.map(([kind, count]) => `${JSON.stringify(kind)} (${count})`).join(', ');
  const more = ownKinds.size > TOLD ? ` and ${ownKinds.size - TOLD} more` : '';
  tell(`kinds of the log's own count as engagement: ${words}${more}`);
}
