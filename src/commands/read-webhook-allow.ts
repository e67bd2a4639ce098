import { type Environment, toRanges } from '#src/env';

/** Ranges that webhooks may reach in spite of being internal, or `fallback` where that was left out. */
export function readWebhookAllow(
  { WEBHOOK_ALLOW: ranges }: Environment,
  fallback: readonly string[] = [],
): readonly string[] {
  return ranges === undefined ? fallback : toRanges(ranges);
}
