import { createCurveLearner } from '../curve-learner.ts';
import type { SendTimeParams } from '../send-time-params.ts';
import type { WorkspaceCurve } from '../workspace-curve.ts';
import type { Clock } from './play-decision.ts';
import type { TestPerson } from './test-person.ts';

/** A log is of one piece: whoever was there early counts like whoever was there last. */
const NO_FORGETTING = { halfLifeDays: 1e6, recent: { share: 0, halfLifeDays: 1 } };

/** The curve of some people's whole logs. */
export function learnCurveOf(
  people: readonly TestPerson[],
  params: SendTimeParams,
  { zone, rules }: Clock,
): WorkspaceCurve | null {
  const nowMs = people.reduce((latest, { endMs }) => Math.max(latest, endMs), 0) + 1;
  const learner = createCurveLearner({ ...params, ...NO_FORGETTING }, { nowMs, rules });
  for (const { history } of people) learner.add({ history, zone });
  return learner.finish();
}
