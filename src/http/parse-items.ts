import { z } from '@hono/zod-openapi';
import type { BatchItem } from '#batches/batch-input';
import type { newBatch } from './batch-schemas.ts';
import { inspectJson } from './inspect-json.ts';
import { changeableFields } from './message-fields.ts';
import { newMessage } from './message-schemas.ts';
import { toProblems } from './to-problems.ts';

// Some milliseconds of work: other requests have their turn in between.
const CHUNK = 200;

const named = z.object({ contentSid: changeableFields.contentSid });

/** Lays each item of a batch over its defaults, and parses it as `POST /v1/messages` parses. */
export async function parseItems({
  defaults = {},
  items = [],
}: z.output<typeof newBatch>): Promise<BatchItem[]> {
  const parsed: BatchItem[] = [];
  for (let start = 0; start < items.length; start += CHUNK) {
    for (const item of items.slice(start, start + CHUNK)) parsed.push(parseItem(defaults, item));
    await new Promise((resolve) => setImmediate(resolve));
  }
  return parsed;
}

/** What the defaults and the items name, before they are parsed: of nonsense, nothing. */
export function templatesOf({ defaults, items = [] }: z.output<typeof newBatch>): {
  contentSid: string;
}[] {
  return [defaults, ...items].flatMap((item) => {
    const parsed = named.safeParse(item);
    return parsed.success ? [parsed.data] : [];
  });
}

/** Parses one item. */
export function parseItem(defaults: object, item: unknown): BatchItem {
  if (typeof item !== 'object' || item === null || Array.isArray(item)) {
    return unreadable('', 'the item must be an object');
  }
  const unfit = inspectJson(item);
  if (unfit.length > 0) return { kind: 'unreadable', problems: unfit };
  if ('batchId' in item) return unreadable('/batchId', 'batchId is not known here');
  const input = { ...defaults, ...item };
  const result = newMessage.safeParse(input);
  if (result.success) return { kind: 'readable', input: result.data };
  return { kind: 'unreadable', problems: toProblems(result.error.issues, input) };
}

function unreadable(pointer: string, detail: string): BatchItem {
  return { kind: 'unreadable', problems: [{ pointer, detail }] };
}
