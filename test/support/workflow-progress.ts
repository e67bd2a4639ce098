import { eventually } from './eventually.ts';
import type { TestSystem } from './test-system.ts';

// temporal.api.enums.v1.PendingActivityState
const STARTED = 2;

/** Waits until a worker has the message's deliver activity in hand. */
export async function untilActivityRuns(system: TestSystem, id: string): Promise<void> {
  await eventually(`${id}: a running activity`, async () => {
    // Not even started yet: there is nothing to describe.
    const described = await system.client.workflow
      .getHandle(id)
      .describe()
      .catch(() => null);
    return described?.raw.pendingActivities?.some((activity) => activity.state === STARTED);
  });
}

/** Waits until the message's workflow sleeps inside itself. */
export async function untilTimerRuns(system: TestSystem, id: string): Promise<void> {
  await eventually(`${id}: a running timer`, async () => {
    const { events } = await system.client.workflow.getHandle(id).fetchHistory();
    return events?.some((event) => event.timerStartedEventAttributes);
  });
}

/** Waits until the message's workflow is over. @returns its result. */
export async function resultOf(system: TestSystem, id: string): Promise<unknown> {
  await eventually(`${id}: a workflow`, () => system.workflowStatus(id));
  return system.client.workflow.getHandle(id).result();
}
