import { type Figures, oddFigures } from '../judge.ts';
import { type Mode, modes } from './modes.ts';

/** What became of a message that a vendor misbehaved to. */
export interface VendorCase {
  id: string;
  mode: Mode;
  status: string;
  sendAt: Date;
  /** Of `failed` and `unknown`. */
  reason: string | null;
  /** The kinds of the timeline's entries. */
  kinds: string[];
  /** How often it was taken, on each channel. */
  taken: number[];
  firstTakenAt: Date | null;
}

export type Policy = 'reconcile' | 'resend';

/** Counts what became of a round's messages, and tells how each mode ended. */
export function judgeVendor(cases: readonly VendorCase[], policy: Policy): Figures {
  const figures: Figures = { ...oddFigures(''), odd: 0, complaints: [], notes: [] };
  figures.messages = cases.length;
  for (const each of cases) {
    const verdict = judgeOne(each, policy);
    figures[verdict] += 1;
    if (verdict !== 'sentOnce' && verdict !== 'unknown') {
      figures.complaints.push(`${verdict}: ${JSON.stringify(each)}`);
    }
    const lateMs = (each.firstTakenAt?.getTime() ?? 0) - each.sendAt.getTime();
    figures.worstLatenessMs = Math.max(figures.worstLatenessMs, lateMs);
  }
  figures.notes = modes.map((mode) => describe(mode, cases, policy));
  return figures;
}

/** `sentOnce` also for what was refused, and for what may be taken twice and was. */
function judgeOne(
  each: VendorCase,
  policy: Policy,
): 'sentOnce' | 'unknown' | 'lost' | 'doubled' | 'early' | 'odd' {
  const { status, taken, kinds, reason, sendAt, firstTakenAt, mode } = each;
  const total = taken.reduce((sum, count) => sum + count, 0);
  const isOut = status === 'sent' || status === 'delivered';
  if (firstTakenAt !== null && firstTakenAt < sendAt) return 'early';
  // Of an iMessage, one of each at the most, whatever the policy.
  const isChannels = taken.length > 1;
  if ((policy === 'reconcile' || isChannels) && taken.some((count) => count > 1)) return 'doubled';
  if (isOut && total === 0) return 'lost';
  if (policy === 'resend' && total === 0 && mode !== 'refuses') return 'lost';
  if (status === 'unknown') return kinds.includes('unknown') && reason !== null ? 'unknown' : 'odd';
  if (status === 'failed' && mode !== 'refuses') return 'lost';
  if (status === 'failed') return total === 0 && reason !== null ? 'sentOnce' : 'odd';
  return isOut ? 'sentOnce' : 'odd';
}

function describe(mode: Mode, cases: readonly VendorCase[], policy: Policy): string {
  const ours = cases.filter((each) => each.mode === mode);
  const ends = new Map<string, number>();
  for (const { status, reason } of ours) {
    const end = reason === null ? status : `${status} (${reason})`;
    ends.set(end, (ends.get(end) ?? 0) + 1);
  }
  const taken = ours.map((each) => each.taken);
  const channels = taken[0]?.map((_, channel) =>
    taken.reduce((sum, all) => sum + (all[channel] ?? 0), 0),
  );
  const texts = [...ends].map(([end, count]) => `${count} ${end}`).join(', ');
  return `${policy}, ${mode}: ${texts}; taken ${channels?.join(' and ') ?? 0} times`;
}
