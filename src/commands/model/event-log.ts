import { type EngagementKind, engagementKinds } from '#domain/engagement';
import type { LoggedPerson } from '#domain/send-time/backtest/test-person';

/** A line of an events file. */
export interface LoggedEvent {
  recipient: string;
  atMs: number;
  /** `sent`, a kind of engagement, or a word of the log's own for one. */
  kind: string;
  machine: boolean;
}

/** What somebody did, of an events file, by recipient: some 20 bytes an event. */
export interface EventLog {
  add(event: LoggedEvent): void;
  readonly events: number;
  readonly recipients: number;
  readonly sends: number;
  /** Engagements of kinds that Punctual does not know. */
  readonly ownKinds: ReadonlyMap<string, number>;
  /** Everybody, sends and engagements in time order; whoever engaged less often is left out. */
  people(leastEngagements: number): Generator<LoggedPerson>;
}

/** What a program reports of itself, by the codes that are kept for each event. */
const SENT = 0;
const MACHINE = 8;
const kindCodes = new Map<string, number>([
  ['sent', SENT],
  ...engagementKinds.map((kind, index) => [kind, index + 1] as const),
]);
/** What a person did in words of the log's own counts like what nobody's program does. */
const OWN_KIND: EngagementKind = 'reply';
/** Of words that a log has for its kinds; more are counted together. */
const MOST_OWN_KINDS = 1000;

/** An empty log. */
export function createEventLog(): EventLog {
  const ids = new Map<string, number>();
  const ownKinds = new Map<string, number>();
  const counts = { events: 0, sends: 0 };
  let columns = createColumns(1 << 16);
  return {
    add({ recipient, atMs, kind, machine }) {
      const id = ids.get(recipient) ?? ids.size;
      if (id === ids.size) ids.set(recipient, id);
      const code = kindCodes.get(kind);
      if (code === undefined) countKind(ownKinds, kind);
      if (code === SENT) counts.sends++;
      if (counts.events === columns.who.length) columns = grow(columns);
      columns.who[counts.events] = id;
      columns.atMs[counts.events] = atMs;
      columns.what[counts.events] =
        (code ?? kindCodes.get(OWN_KIND) ?? 0) + (machine ? MACHINE : 0);
      counts.events++;
    },
    get events() {
      return counts.events;
    },
    get sends() {
      return counts.sends;
    },
    get recipients() {
      return ids.size;
    },
    ownKinds,
    *people(leastEngagements) {
      const rows = groupRows(columns, counts.events, ids.size);
      let id = 0;
      for (const recipient of ids.keys()) {
        const history = toHistory(columns, rows(id++));
        if (history.engagements.length >= leastEngagements) yield { recipient, history };
      }
    },
  };
}

interface Columns {
  who: Uint32Array;
  atMs: Float64Array;
  what: Uint8Array;
}

function createColumns(size: number): Columns {
  return {
    who: new Uint32Array(size),
    atMs: new Float64Array(size),
    what: new Uint8Array(size),
  };
}

function grow(columns: Columns): Columns {
  const larger = createColumns(columns.who.length * 2);
  larger.who.set(columns.who);
  larger.atMs.set(columns.atMs);
  larger.what.set(columns.what);
  return larger;
}

function countKind(ownKinds: Map<string, number>, kind: string): void {
  const name = ownKinds.has(kind) || ownKinds.size < MOST_OWN_KINDS ? kind : '(others)';
  ownKinds.set(name, (ownKinds.get(name) ?? 0) + 1);
}

/** The rows of each recipient, by a counting sort. */
function groupRows({ who }: Columns, events: number, recipients: number) {
  const starts = new Uint32Array(recipients + 1);
  for (const id of who.subarray(0, events)) starts[id + 1] = (starts[id + 1] ?? 0) + 1;
  for (let id = 0; id < recipients; id++) {
    starts[id + 1] = (starts[id + 1] ?? 0) + (starts[id] ?? 0);
  }
  const next = starts.slice();
  const sorted = new Uint32Array(events);
  for (let row = 0; row < events; row++) {
    const id = who[row] ?? 0;
    const place = next[id] ?? 0;
    sorted[place] = row;
    next[id] = place + 1;
  }
  return (id: number) => sorted.subarray(starts[id], starts[id + 1]);
}

function toHistory({ atMs, what }: Columns, rows: Uint32Array): LoggedPerson['history'] {
  const ordered = Array.from(rows).sort(
    (one, other) => (atMs[one] ?? 0) - (atMs[other] ?? 0) || (what[one] ?? 0) - (what[other] ?? 0),
  );
  const sends: number[] = [];
  const engagements: LoggedPerson['history']['engagements'][number][] = [];
  for (const row of ordered) {
    const at = atMs[row] ?? 0;
    const code = (what[row] ?? 0) & (MACHINE - 1);
    const kind = engagementKinds[code - 1];
    if (kind === undefined) sends.push(at);
    else {
      const machine = ((what[row] ?? 0) & MACHINE) !== 0;
      engagements.push({ atMs: at, kind, machine, sentAtMs: sends.at(-1) ?? null });
    }
  }
  return { engagements, sends };
}
