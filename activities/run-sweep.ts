import { claimPastDue, claimResends } from '#db/messages/claim-messages';
import type { ClaimedMessage } from '#db/messages/claimed-message';
import type { ActivityDeps } from './activity-deps.ts';
import { sendClaimed } from './send-claimed.ts';
import { pause } from './wait-until.ts';

/** A message's own workflow comes first: only what it has not taken after so long is swept. */
const GRACE_MS = 50;
const LOOK_EVERY_MS = 40;
/** The rest of the send slots stays free for messages that are on time. */
const MOST_IN_FLIGHT = 90;
/** Fetched ahead of being sent, a chunk is worth its query. */
const CHUNK = 60;
/** After a failed look (the database is away): neither a storm nor a long silence. */
const PAUSE_AFTER_FAILURE_MS = 500;

/**
 * The sweep: sends what is past due and unclaimed, until it is stopped; then what it has in hand.
 * One mechanism for crowds that are due at one instant, for catching up after an outage, and for
 * messages whose worker died while it waited. A loop of the process and no activity: it goes on
 * while Temporal is away. Any number of processes may sweep at once.
 */
export async function runSweep(deps: ActivityDeps, stopping: AbortSignal): Promise<void> {
  const inFlight = new Set<Promise<void>>();
  let claims = [claimPastDue, claimResends];
  while (!stopping.aborted) {
    const took = await takeChunk(deps, { inFlight, claims, stopping });
    // Where a sender's rate has room for one message, neither kind waits for all of the other.
    if (took > 0) claims = claims.toReversed();
    if (took === 0) await pause(LOOK_EVERY_MS, stopping);
    else if (inFlight.size > MOST_IN_FLIGHT - CHUNK) await Promise.race(inFlight);
  }
  await Promise.allSettled(inFlight);
}

interface Look {
  inFlight: Set<Promise<void>>;
  /** What is looked for, until something is found. */
  claims: readonly (typeof claimPastDue)[];
  stopping: AbortSignal;
}

/** Claims a chunk and starts sending it. @returns how many messages that were. */
async function takeChunk(
  deps: ActivityDeps,
  { inFlight, claims, stopping }: Look,
): Promise<number> {
  const slots = takeSlots(deps, Math.min(CHUNK, MOST_IN_FLIGHT - inFlight.size));
  const claimed = await claimChunk(deps, slots.length, claims);
  for (const [index, giveBack] of slots.entries()) {
    const message = claimed?.[index];
    if (message) track(inFlight, sendOne(deps, message, giveBack));
    else giveBack();
  }
  if (!claimed) await pause(PAUSE_AFTER_FAILURE_MS, stopping);
  return claimed?.length ?? 0;
}

function takeSlots(deps: ActivityDeps, most: number): (() => void)[] {
  const slots: (() => void)[] = [];
  while (slots.length < most) {
    const slot = deps.slots.tryTake();
    if (!slot) break;
    slots.push(slot);
  }
  return slots;
}

/** @returns `null` when the database did not answer. */
async function claimChunk(
  deps: ActivityDeps,
  limit: number,
  claims: Look['claims'],
): Promise<ClaimedMessage[] | null> {
  if (limit === 0) return [];
  const now = new Date(deps.clock.nowMs());
  const dueBefore = new Date(now.getTime() - GRACE_MS);
  try {
    for (const claim of claims) {
      const claimed = await claim(deps.db, { now, dueBefore, limit });
      if (claimed.length > 0) return claimed;
    }
    return [];
  } catch (error) {
    deps.observer.failed('sweep', error);
    return null;
  }
}

async function sendOne(
  deps: ActivityDeps,
  message: ClaimedMessage,
  giveBack: () => void,
): Promise<void> {
  try {
    await sendClaimed(deps, message);
  } catch (error) {
    deps.observer.failed('send', error);
  } finally {
    giveBack();
  }
}

function track(inFlight: Set<Promise<void>>, work: Promise<void>): void {
  inFlight.add(work);
  work.finally(() => inFlight.delete(work)).catch(() => {});
}
