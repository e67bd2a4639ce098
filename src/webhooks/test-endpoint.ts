import { newId } from '#db/new-id';
import type { Scope } from '#db/scope';
import { requireEndpoint } from './get-endpoint.ts';
import { toLiveSecrets } from './to-live-secrets.ts';
import type { WebhookCall, WebhookPoster } from './webhook-poster.ts';

export interface TestResult {
  delivered: boolean;
  statusCode: number | null;
  errorCode: string | null;
  tookMs: number;
}

/** Of no event that happened: an endpoint takes it, or not, and nothing follows. */
const TEST_TYPE = 'endpoint.test';

/**
 * Calls an endpoint, a disabled one too, as it is called for an event; nothing is kept of it.
 *
 * @returns what makes the call: for after the transaction, so that none waits open for the answer
 * @throws AppError `not_found`
 */
export async function testEndpoint(
  poster: Pick<WebhookPoster, 'post'>,
  scope: Scope,
  id: string,
): Promise<() => Promise<TestResult>> {
  const row = await requireEndpoint(scope, id);
  const { now } = scope;
  const body = { type: TEST_TYPE, timestamp: now.toISOString(), data: { endpointId: id } };
  const call: WebhookCall = {
    url: row.url,
    id: newId('evt'),
    at: now,
    secrets: toLiveSecrets(row, now),
    body: JSON.stringify(body),
  };
  return async () => {
    const answer = await poster.post(call);
    const { statusCode, tookMs } = answer;
    const errorCode = answer.kind === 'refused' ? answer.errorCode : null;
    return { delivered: answer.kind === 'taken', statusCode, errorCode, tookMs };
  };
}
