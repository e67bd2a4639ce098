import { toText } from './ledger.ts';

export interface NewBatch {
  group: string;
  count: number;
  /** When all of it is due; now, where left out. */
  dueMs?: number;
}

export interface PostedBatch {
  id: string;
  /** Milliseconds since 1970: when the API was asked, and when it had answered. */
  askedMs: number;
  acceptedMs: number;
}

const ACCEPTED = 202;

/** The items of a batch, and what they have in common. */
export function toBatch({ group, count, dueMs }: NewBatch, askedMs: number) {
  const text = toText(group, dueMs ?? askedMs);
  const sendAt = dueMs === undefined ? {} : { sendAt: new Date(dueMs).toISOString() };
  return {
    defaults: { channel: 'sms', ...sendAt },
    items: Array.from({ length: count }, (_, index) => ({ to: toNumber(index), text })),
  };
}

/** Posts messages together. @throws when not all of them are accepted. */
export async function postBatch(
  api: { url: string; key: string },
  batch: NewBatch,
): Promise<PostedBatch> {
  const askedMs = Date.now();
  const { id } = await postBody(api, JSON.stringify(toBatch(batch, askedMs)), batch.count);
  return { id, askedMs, acceptedMs: Date.now() };
}

/** Posts a body that is ready. @throws when not all of its items are accepted. */
export async function postBody(
  { url, key }: { url: string; key: string },
  body: string,
  count: number,
): Promise<{ id: string }> {
  const headers = { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' };
  const response = await fetch(`${url}/v1/batches`, { method: 'POST', headers, body });
  if (response.status !== ACCEPTED) throw new Error(`the API answered ${response.status}`);
  const { id, accepted } = (await response.json()) as { id: string; accepted: number };
  if (accepted !== count) throw new Error(`${accepted} of ${count} messages were accepted`);
  return { id };
}

/** A number of New York for each of a million recipients. */
export function toNumber(index: number): string {
  return `+1212${2_000_000 + index}`;
}
