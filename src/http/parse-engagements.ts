import type { EngagementItem } from '#engagement/engagement-input';
import { engagementEvent } from './engagement-schemas.ts';
import { inspectJson } from './inspect-json.ts';
import { toProblems } from './to-problems.ts';

// Some milliseconds of work: other requests have their turn in between.
const CHUNK = 500;

/** Parses each event by itself: what is wrong with one is its own rejection. */
export async function parseEngagements(events: readonly unknown[]): Promise<EngagementItem[]> {
  const parsed: EngagementItem[] = [];
  for (let start = 0; start < events.length; start += CHUNK) {
    for (const event of events.slice(start, start + CHUNK)) parsed.push(parseEngagement(event));
    await new Promise((resolve) => setImmediate(resolve));
  }
  return parsed;
}

/** Parses one event. */
export function parseEngagement(event: unknown): EngagementItem {
  if (typeof event !== 'object' || event === null || Array.isArray(event)) {
    const problems = [{ pointer: '', detail: 'the event must be an object' }];
    return { kind: 'unreadable', problems };
  }
  const unfit = inspectJson(event);
  if (unfit.length > 0) return { kind: 'unreadable', problems: unfit };
  const result = engagementEvent.safeParse(event);
  if (result.success) return { kind: 'readable', input: result.data };
  return { kind: 'unreadable', problems: toProblems(result.error.issues, event) };
}
