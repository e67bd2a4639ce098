import type { Engagement } from './engagement-history.ts';

/** Nobody reads a mail and clicks in it in less, milliseconds since it was sent. */
const CLICK_MS = 60_000;
/** A scanner that takes its time; people click later than this, or in what they opened before. */
const SCAN_MS = 600_000;
/** An open this soon is a machine's more often than not. */
const OPEN_MS = 120_000;
/** From this share of machine opens on, the mailbox opens by itself and no open tells anything. */
const MACHINE_SHARE = 0.5;

/**
 * The engagements that people made, in time order. Left out are those that a vendor flagged, clicks
 * within a minute of the send (scanners; within ten where more than half of the others are such),
 * and all opens of a mailbox of whose opens more than half are flagged or come within two minutes:
 * clicks and replies remain (O3).
 */
export function keepHuman(engagements: readonly Engagement[]): Engagement[] {
  const opensTell = !isMostlySoon(engagements, { kind: 'open', ms: OPEN_MS });
  // Flagged clicks are known, whoever made them, and say nothing about the others.
  const unflagged = engagements.filter(({ machine }) => !machine);
  const isScanned = isMostlySoon(unflagged, { kind: 'click', ms: CLICK_MS });
  const clicksAfterMs = isScanned ? SCAN_MS : CLICK_MS;
  return engagements
    .filter((engagement) => isHuman(engagement, { opensTell, clicksAfterMs }))
    .sort((one, other) => one.atMs - other.atMs || compareAlike(one, other));
}

/** Whether more than half of a kind are flagged or come sooner after the send than people do. */
function isMostlySoon(
  engagements: readonly Engagement[],
  { kind, ms }: { kind: Engagement['kind']; ms: number },
): boolean {
  let all = 0;
  let soon = 0;
  for (const engagement of engagements) {
    if (engagement.kind !== kind) continue;
    all++;
    if (engagement.machine || isWithin(engagement, ms)) soon++;
  }
  return soon > MACHINE_SHARE * all;
}

function isHuman(
  engagement: Engagement,
  { opensTell, clicksAfterMs }: { opensTell: boolean; clicksAfterMs: number },
): boolean {
  if (engagement.machine) return false;
  switch (engagement.kind) {
    case 'open':
      return opensTell;
    case 'click':
      return !isWithin(engagement, clicksAfterMs);
    case 'reply':
      return true;
  }
}

function isWithin({ atMs, sentAtMs }: Engagement, ms: number): boolean {
  return sentAtMs !== null && atMs - sentAtMs < ms;
}

/** The same events give the same bytes, in whatever order they came. */
function compareAlike(one: Engagement, other: Engagement): number {
  if (one.kind !== other.kind) return one.kind < other.kind ? -1 : 1;
  return (one.sentAtMs ?? 0) - (other.sentAtMs ?? 0);
}
