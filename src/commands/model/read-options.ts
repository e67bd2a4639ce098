import type { Clock } from '#domain/send-time/backtest/play-decision';
import { shippedZoneRules } from '#domain/time-zone';

/** What the command line hands over, as text. */
export interface EventsOptions {
  events: string;
  zone: string;
  seed: string;
  people: string;
  json?: boolean;
}

export interface EventsSettings {
  clock: Clock;
  seed: number;
  mostPeople: number;
}

const LARGEST_SEED = 2 ** 32 - 1;
const MOST_PEOPLE = 100_000;

/** @throws Error that says which option is wrong, and the rule */
export function readOptions({ zone, seed, people }: EventsOptions): EventsSettings {
  const rules = shippedZoneRules();
  if (!rules.has(zone)) throw new Error(`--zone must be an IANA time zone, got ${quote(zone)}`);
  return {
    clock: { zone, rules },
    seed: readWhole('--seed', seed, { least: 0, most: LARGEST_SEED }),
    mostPeople: readWhole('--people', people, { least: 2, most: MOST_PEOPLE }),
  };
}

function readWhole(
  name: string,
  text: string,
  { least, most }: { least: number; most: number },
): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= least && value <= most) return value;
  throw new Error(`${name} must be a whole number from ${least} to ${most}, got ${quote(text)}`);
}

function quote(text: string): string {
  return JSON.stringify(text.slice(0, 60));
}
