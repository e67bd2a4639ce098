import { sql } from 'drizzle-orm';
import type { EngagementKind } from '#domain/engagement';
import type { Engagement, EngagementHistory } from '#domain/send-time/engagement-history';

/** A history in one row; instants are of eight bytes each, as PostgreSQL sends them. */
export interface PackedHistory extends Record<string, unknown> {
  /** When each event was. */
  at: Buffer | null;
  /** When the message that it answers was sent; 2000-01-01 where that is unknown. */
  sent: Buffer | null;
  /** What each was: see {@link letterOfEvent}. */
  kinds: string | null;
  sends: Buffer | null;
}

const letters: Readonly<Record<EngagementKind, string>> = { open: 'o', click: 'c', reply: 'r' };
/** PostgreSQL counts microseconds from 2000 on. */
const EPOCH_MS = Date.UTC(2000, 0);

type What = Pick<Engagement, 'kind' | 'machine'>;
const events = new Map<string, What>(
  (Object.keys(letters) as EngagementKind[]).flatMap((kind) => [
    [letters[kind], { kind, machine: false }],
    [letters[kind].toUpperCase(), { kind, machine: true }],
  ]),
);

/** The letter of an event in a statement: of its kind, in upper case if a machine did it. */
export const letterOfEvent = sql.raw(
  `CASE ${[...events].map(([letter, event]) => toCase(letter, event)).join(' ')} END`,
);

/**
 * Puts a history together that `find-engagement-history` packed, whenever one of its fields is asked
 * for: hundreds that are read together neither hold up everybody else at once, nor are kept in full.
 */
export function unpackHistory({ at, sent, kinds, sends }: PackedHistory): EngagementHistory {
  return {
    get engagements() {
      return unpackEngagements({ at, sent, kinds });
    },
    get sends() {
      return toInstants(sends);
    },
  };
}

function unpackEngagements({
  at,
  sent,
  kinds,
}: Pick<PackedHistory, 'at' | 'sent' | 'kinds'>): Engagement[] {
  const sentMs = toInstants(sent);
  return toInstants(at).map((atMs, index): Engagement => {
    const { kind, machine } = readEvent(kinds?.charAt(index) ?? '');
    const sentAtMs = sentMs[index] ?? EPOCH_MS;
    return { atMs, kind, machine, sentAtMs: sentAtMs === EPOCH_MS ? null : sentAtMs };
  });
}

function toCase(letter: string, { kind, machine }: What): string {
  return `WHEN kind = '${kind}' AND ${machine ? '' : 'NOT '}machine THEN '${letter}'`;
}

function readEvent(letter: string): What {
  const event = events.get(letter);
  if (event === undefined) throw new Error(`no event has the letter "${letter}"`);
  return event;
}

/** Milliseconds since 1970, of which none is lost: instants are kept to the millisecond. */
function toInstants(bytes: Buffer | null): number[] {
  const instants: number[] = [];
  for (let place = 0; bytes !== null && place < bytes.length; place += 8) {
    const micros = bytes.readInt32BE(place) * 2 ** 32 + bytes.readUInt32BE(place + 4);
    instants.push(micros / 1000 + EPOCH_MS);
  }
  return instants;
}
