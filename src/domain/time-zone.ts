import shippedData from 'moment-timezone/data/packed/latest.json' with { type: 'json' };
import { unpackZone, type ZonePeriod } from './unpack-zone.ts';

/** Zone rules in moment-timezone's packed format; a link is `target|alias`. */
export interface PackedZoneData {
  readonly version: string;
  readonly zones: readonly string[];
  readonly links: readonly string[];
}

/** The zone rules of one version of the IANA database. Zones are named exactly as there, aliases too. */
export interface ZoneRules {
  /** Of the IANA database, such as `2026f`. */
  readonly version: string;
  /** All names, aliases included, sorted. */
  readonly names: readonly string[];
  has(zone: string): boolean;
  /** Seconds east of UTC. @throws RangeError if the zone is unknown */
  offsetSecondsAt(zone: string, epochMs: number): number;
  /** `PST`, or `-03` where an offset has no name. @throws RangeError if the zone is unknown */
  abbreviationAt(zone: string, epochMs: number): string;
  /** The periods that touch `fromMs` to `toMs`, in time order. @throws RangeError if the zone is unknown */
  periodsBetween(zone: string, fromMs: number, toMs: number): readonly ZonePeriod[];
}

/**
 * Makes zone rules out of packed data; zones are unpacked when first asked for.
 *
 * @example createZoneRules({ version: 'test', zones: ['Etc/UTC|UTC|0|0||'], links: ['Etc/UTC|UTC'] })
 */
export function createZoneRules(data: PackedZoneData): ZoneRules {
  const packed = packedByName(data);
  const unpacked = new Map<string, readonly ZonePeriod[]>();

  function periodsOf(zone: string): readonly ZonePeriod[] {
    const source = packed.get(zone);
    if (source === undefined) throw new RangeError(`unknown time zone: ${zone}`);
    const known = unpacked.get(source);
    if (known) return known;
    const periods = unpackZone(source);
    unpacked.set(source, periods);
    return periods;
  }

  function periodOf(zone: string, epochMs: number): ZonePeriod {
    const periods = periodsOf(zone);
    return periodAt(periods, indexAt(periods, epochMs));
  }

  return {
    version: data.version,
    names: [...packed.keys()].sort(),
    has: (zone) => packed.has(zone),
    offsetSecondsAt: (zone, epochMs) => periodOf(zone, epochMs).offsetSeconds,
    abbreviationAt: (zone, epochMs) => periodOf(zone, epochMs).abbreviation,
    periodsBetween(zone, fromMs, toMs) {
      const periods = periodsOf(zone);
      return periods.slice(indexAt(periods, fromMs), indexAt(periods, toMs) + 1);
    },
  };
}

let shipped: ZoneRules | undefined;

/** The rules that this build of Punctual ships (T3): not Node's, which are older. */
export function shippedZoneRules(): ZoneRules {
  shipped ??= createZoneRules(shippedData);
  return shipped;
}

function packedByName(data: PackedZoneData): Map<string, string> {
  const packed = new Map(data.zones.map((zone) => [zone.slice(0, zone.indexOf('|')), zone]));
  for (const link of data.links) {
    const [target = '', alias = ''] = link.split('|');
    const source = packed.get(target);
    if (source === undefined) throw new RangeError(`link to an unknown zone: ${link}`);
    packed.set(alias, source);
  }
  return packed;
}

/** Binary search: the index of the period that holds the instant. */
function indexAt(periods: readonly ZonePeriod[], epochMs: number): number {
  let low = 0;
  let high = periods.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (epochMs < periodAt(periods, middle).endMs) high = middle;
    else low = middle + 1;
  }
  return low;
}

function periodAt(periods: readonly ZonePeriod[], index: number): ZonePeriod {
  const period = periods[index];
  if (period === undefined) throw new RangeError(`no period ${index}`);
  return period;
}
