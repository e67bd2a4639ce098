import { type PeopleSample, samplePeople } from '#domain/send-time/backtest/sample-people';
import type { Progress } from '../create-progress.ts';
import type { EventLog } from './event-log.ts';
import { loadEvents } from './load-events.ts';
import type { EventsOptions, EventsSettings } from './read-options.ts';

export interface LoadedPeople extends PeopleSample {
  log: EventLog;
  badLines: number;
}

/** Whoever engaged less often cannot have the four sessions that the backtest asks for. */
const LEAST_ENGAGEMENTS = 4;

/** Reads an events file and draws the people who can be judged. @throws when it cannot be read */
export async function loadPeople(
  { events }: EventsOptions,
  { seed, mostPeople }: EventsSettings,
  progress: Progress,
): Promise<LoadedPeople> {
  const { log, badLines } = await loadEvents(events, progress);
  const sample = samplePeople(log.people(LEAST_ENGAGEMENTS), { most: mostPeople, seed });
  if (sample.people.length < sample.eligible) {
    progress.tell(
      `${sample.people.length} of ${sample.eligible} people were drawn (--people, --seed)`,
    );
  }
  if (sample.people.length === 0) {
    progress.tell(
      'nobody in this log has 4 sessions over more than 14 days: nothing can be judged',
    );
  }
  return { ...sample, log, badLines };
}
