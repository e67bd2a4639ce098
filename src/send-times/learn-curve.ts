import type { Database } from '#db/connect';
import type { EngagedContact } from '#db/find-engaged-contacts';
import { findEngagementHistories } from '#db/find-engagement-history';
import { enterWorkspace } from '#db/scope';
import { beginCurve, storeCurve } from '#db/send-time-curves';
import { createCurveLearner } from '#domain/send-time/curve-learner';
import type { SendTimeModel } from '#domain/send-time/send-time-question';
import type { ZoneRules } from '#domain/time-zone';
import { runInTurns } from './run-in-turns.ts';
import { sampleRecipients } from './sample-recipients.ts';
import { toCurveHash } from './to-curve-hash.ts';

export interface LearningDeps {
  db: Database;
  zoneRules: ZoneRules;
  clock: { nowMs(): number };
}

/** Whose curve, by which parameters, of how long a past. */
export interface CurveSubject {
  workspaceId: string;
  retentionDays: number;
  model: SendTimeModel;
}

/** Read at once; one after the other is then learned from, so that messages still go in time. */
const PORTION = 5;
const DAY_MS = 86_400_000;

/**
 * Learns what a workspace's recipients do together, from a sample of at most some thousand, a few
 * at a time, and keeps it in the place of what was learned before.
 *
 * @returns false when it was stopped, or could not begin: what was learned before stays
 */
export async function learnCurve(
  { db, zoneRules, clock }: LearningDeps,
  { workspaceId, retentionDays, model }: CurveSubject,
  stopping?: AbortSignal,
): Promise<boolean> {
  const turn = await beginCurve(db, workspaceId);
  if (turn === null) return false;
  const nowMs = clock.nowMs();
  const since = new Date(nowMs - retentionDays * DAY_MS);
  const { recipients, of } = await sampleRecipients(db, workspaceId, { stopping });
  const learner = createCurveLearner(model.params, { nowMs, rules: zoneRules });
  for (let start = 0; start < recipients.length; start += PORTION) {
    if (stopping?.aborted) return false;
    const portion = recipients.slice(start, start + PORTION);
    const histories = await readHistories(db, workspaceId, { portion, since });
    for (const { id, timeZone } of portion) {
      const history = histories.get(id);
      // A zone that the rules do not know is none.
      if (history) learner.add({ history, zone: zoneRules.has(timeZone) ? timeZone : null });
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
  const finished = await runInTurns(learner.finishInSteps(), stopping);
  if (!finished) return false;
  const learned = finished.value;
  const sampledOf = recipients.length < of ? of : null;
  const curve = learned && { ...learned, sampledOf };
  const made = { curve, paramsHash: toCurveHash(model), learnedAt: new Date(nowMs) };
  await storeCurve(db, { workspaceId, turn }, made);
  return true;
}

function readHistories(
  db: Database,
  workspaceId: string,
  { portion, since }: { portion: readonly EngagedContact[]; since: Date },
) {
  const subjects = portion.map(({ id }) => ({ contactId: id, address: null }));
  return db.transaction(async (tx) => {
    await enterWorkspace(tx, workspaceId);
    return findEngagementHistories(tx, subjects, since);
  });
}
