import type { Scope } from '#db/scope';
import type { MessageDeps } from '#messages/message-deps';
import { acceptItems } from './accept-items.ts';
import type { BatchInput } from './batch-input.ts';
import type { AcceptedBatch } from './create-batch.ts';

/** What `createBatch` would answer: nothing is stored, and there is no id. @throws as that. */
export async function tryBatch(
  deps: MessageDeps,
  scope: Scope,
  input: BatchInput,
): Promise<Omit<AcceptedBatch, 'id'> & { id: null }> {
  const store = async () => {};
  const { accepted, rejected } = await acceptItems(deps, scope, { input, store });
  return { id: null, accepted, rejected };
}
