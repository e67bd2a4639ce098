import { tellAgain } from '#db/changed-rows';
import { findRetrying } from '#db/webhooks/find-retrying';
import type { WebhookDeps } from './webhook-deps.ts';

/** Ids in one question to the visibility store. */
const QUESTION = 100;

/**
 * An endpoint that waits for its workflow, and whose workflow is gone (terminated, or lost with
 * Temporal's data), gets another. One that is merely not visible yet is told once more.
 */
export async function alignWebhooks(deps: WebhookDeps, stopping: AbortSignal): Promise<void> {
  let after = '';
  while (!stopping.aborted) {
    const ids = await findRetrying(deps.db, after, QUESTION);
    const last = ids.at(-1);
    if (!last) return;
    const running = await deps.webhooks.workflows.running(ids);
    const missing = ids.filter((id) => !running.has(id));
    await tellAgain(deps.db, 'webhook_endpoints', missing);
    after = last;
  }
}
