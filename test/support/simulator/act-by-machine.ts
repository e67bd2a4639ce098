import type { Engagement } from '#domain/send-time/engagement-history';
import type { Random } from './random.ts';
import type { Person } from './simulated-recipient.ts';

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;

/** What programs do with a person's mail: fetch pictures, flagged or not, and try links. */
export function actByMachine(
  person: Person,
  random: Random,
  sends: readonly number[],
): Engagement[] {
  const acts: Engagement[] = [];
  for (const sentAtMs of sends) {
    const add = (kind: Engagement['kind'], afterMs: number, machine: boolean) =>
      acts.push({ kind, atMs: Math.floor(sentAtMs + afterMs), machine, sentAtMs });
    if (person.opensByMachine && random.happens(0.95)) {
      const atOnce = random.happens(0.7);
      const afterMs = random.exponential((atOnce ? 3 : 240) * MINUTE_MS);
      add('open', afterMs, !random.happens(0.1));
    }
    // Vendors flag no clicks; one scan in eleven takes longer than a minute.
    if (person.scansLinks && random.happens(0.8))
      add('click', random.exponential(25 * SECOND_MS), false);
  }
  return acts;
}
