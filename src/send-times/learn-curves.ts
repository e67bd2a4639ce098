import { findSendTimeSetup } from '#db/find-send-time-setup';
import { hasEngagements } from '#db/has-engagements';
import { type CurveToJudge, findCurvesToJudge } from '#db/send-time-curves';
import { type LearningDeps, learnCurve } from './learn-curve.ts';
import { toCurveHash } from './to-curve-hash.ts';
import { toSendTimeModel } from './to-send-time-model.ts';

/**
 * Learns anew the curves of all workspaces that have events which their curve does not know of, or
 * another model or other parameters than it was learned with. Stopped half way, or killed, it leaves the curves that
 * were there. Runs as the owner.
 *
 * @returns of which workspaces
 * @throws what failed first, when all others have had their turn
 */
export async function learnCurves(deps: LearningDeps, stopping?: AbortSignal): Promise<string[]> {
  const learned: string[] = [];
  const failures: unknown[] = [];
  for (const curve of await findCurvesToJudge(deps.db)) {
    if (stopping?.aborted) break;
    try {
      if (await learnIfDue(deps, curve, stopping)) learned.push(curve.workspaceId);
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
  return learned;
}

async function learnIfDue(
  deps: LearningDeps,
  { workspaceId, retentionDays, paramsHash, hasNews }: CurveToJudge,
  stopping: AbortSignal | undefined,
): Promise<boolean> {
  if (paramsHash === null && !(await hasEngagements(deps.db, workspaceId))) return false;
  const model = toSendTimeModel((await findSendTimeSetup(deps.db, workspaceId)).model);
  if (!hasNews && paramsHash === toCurveHash(model)) return false;
  return learnCurve(deps, { workspaceId, retentionDays, model }, stopping);
}
