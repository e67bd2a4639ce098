import { proxyActivities, sleep } from '@temporalio/workflow';
import type { Activities } from '../../../activities/index.ts';
import type { WebhookRetriesInput } from '../../../workflows/webhook-retries.ts';

const { retryWebhooks } = proxyActivities<Activities>({ startToCloseTimeout: '1 minute' });

/** Broken on purpose: it takes a breath before it looks, which no recorded run did. */
export async function webhookRetries(input: WebhookRetriesInput): Promise<void> {
  await sleep(1);
  await retryWebhooks(input);
}
