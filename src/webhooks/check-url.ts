import { validationFailed } from '#domain/errors';
import { whyUrlRefused } from '#domain/webhook-url';
import type { WebhookPoster } from './webhook-poster.ts';

/**
 * @returns the URL as the parser writes it: what is shown is what is called
 * @throws AppError `validation_failed` for a URL that can never be called
 */
export function checkUrl(poster: Pick<WebhookPoster, 'check'>, url: string): string {
  const why = whyUrlRefused(url) ?? poster.check(url);
  if (why !== null) throw validationFailed([{ pointer: '/url', detail: `url ${why}` }]);
  return new URL(url).href;
}
