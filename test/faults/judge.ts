import type { Fate } from './truth.ts';

/** From the kill until what was killed answered again, in milliseconds since 1970. */
export interface Outage {
  fromMs: number;
  toMs: number;
}

/** What a round came to. */
export interface Figures {
  messages: number;
  sentOnce: number;
  unknown: number;
  /** In the act of being sent when the outage began. */
  inFlight: number;
  /** Accepted and not sent before the outage, those in flight included. */
  pending: number;
  lost: number;
  doubled: number;
  early: number;
  /** Anything else that must not be: `unknown` without a reason, a wrong answer, a bad exit. */
  odd: number;
  worstLatenessMs: number;
  /** The worst of those that became due in the outage. */
  worstInOutageMs: number;
  /** A line for each thing that must not be. */
  complaints: string[];
  /** What else is worth a look. */
  notes: string[];
}

export interface Case {
  ids: readonly string[];
  fates: readonly Fate[];
  outage: Outage;
  /** An attempt that was open at some moment from the outage's begin to then may be `unknown`. */
  unknownUntilMs?: number;
}

type Verdict = 'sentOnce' | 'unknown' | 'lost' | 'doubled' | 'early' | 'odd';

/** Counts what became of a round's messages. */
export function judge(given: Case): Figures {
  const { ids, fates, outage } = given;
  const byId = new Map(fates.map((fate) => [fate.id, fate]));
  const figures = noFigures();
  figures.messages = ids.length;
  for (const id of ids) {
    const fate = byId.get(id);
    const verdict = fate ? judgeOne(fate, given) : 'lost';
    figures[verdict] += 1;
    if (verdict !== 'sentOnce' && verdict !== 'unknown') {
      figures.complaints.push(`${verdict}: ${fate ? JSON.stringify(fate) : `${id} is not stored`}`);
    }
  }
  figures.inFlight = fates.filter((fate) => wasOpenAt(fate, outage.fromMs)).length;
  figures.pending = fates.filter((fate) => endMs(fate) > outage.fromMs).length;
  figures.worstLatenessMs = worstLateness(fates);
  figures.worstInOutageMs = worstLateness(
    fates.filter((fate) => isWithin(outage, fate.sendAt.getTime())),
  );
  return figures;
}

/** The figures of several rounds as one. */
export function sum(all: readonly Figures[]): Figures {
  const total = noFigures();
  for (const each of all) {
    for (const name of counted) total[name] += each[name];
    total.worstLatenessMs = Math.max(total.worstLatenessMs, each.worstLatenessMs);
    total.worstInOutageMs = Math.max(total.worstInOutageMs, each.worstInOutageMs);
    total.complaints.push(...each.complaints);
    total.notes.push(...each.notes);
  }
  return total;
}

/** Whether nothing happened that must not. */
export function isGood(figures: Figures): boolean {
  return figures.lost + figures.doubled + figures.early + figures.odd === 0;
}

/** Figures in which something other than a message went wrong. */
export function oddFigures(complaint: string): Figures {
  return { ...noFigures(), odd: 1, complaints: [`odd: ${complaint}`] };
}

const counted = [
  'messages',
  'sentOnce',
  'unknown',
  'inFlight',
  'pending',
  'lost',
  'doubled',
  'early',
  'odd',
] as const;

function noFigures(): Figures {
  const counts = Object.fromEntries(counted.map((name) => [name, 0]));
  return {
    ...(counts as Record<(typeof counted)[number], number>),
    worstLatenessMs: 0,
    worstInOutageMs: 0,
    complaints: [],
    notes: [],
  };
}

function judgeOne(fate: Fate, { outage, unknownUntilMs }: Case): Verdict {
  if (fate.deliveries > 1) return 'doubled';
  if (isEarly(fate)) return 'early';
  if (fate.status === 'sent') return fate.deliveries === 1 ? 'sentOnce' : 'lost';
  if (fate.status !== 'unknown') return 'lost';
  if (unknownUntilMs === undefined) return 'odd';
  return wasOpenIn(fate, { fromMs: outage.fromMs, toMs: unknownUntilMs }) ? 'unknown' : 'odd';
}

function isEarly({ sendAt, startedAt, deliveredAt }: Fate): boolean {
  return [startedAt, deliveredAt].some((at) => at !== null && at.getTime() < sendAt.getTime());
}

/** Somebody had it in hand at some moment of the outage. */
function wasOpenIn(fate: Fate, { fromMs, toMs }: Outage): boolean {
  return fate.startedAt !== null && fate.startedAt.getTime() <= toMs && endMs(fate) >= fromMs;
}

function wasOpenAt(fate: Fate, atMs: number): boolean {
  return wasOpenIn(fate, { fromMs: atMs, toMs: atMs });
}

function endMs(fate: Fate): number {
  return fate.finishedAt?.getTime() ?? Number.POSITIVE_INFINITY;
}

function isWithin({ fromMs, toMs }: Outage, atMs: number): boolean {
  return atMs >= fromMs && atMs <= toMs;
}

function worstLateness(fates: readonly Fate[]): number {
  // On a slow machine some are accepted after they are due: nobody can send them before.
  const all = fates.map(({ createdAt, sendAt, deliveredAt }) =>
    deliveredAt === null
      ? 0
      : deliveredAt.getTime() - Math.max(sendAt.getTime(), createdAt.getTime()),
  );
  return Math.max(0, ...all);
}
