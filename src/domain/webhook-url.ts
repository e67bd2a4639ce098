/** Characters; longer ones do not pass every proxy. */
export const WEBHOOK_URL_MAX = 2_048;

/**
 * Why an endpoint cannot have this URL, by its form alone; `null`: it can. Where it leads is for
 * who calls it to judge.
 *
 * @example
 * whyUrlRefused('ftp://hooks.example.com') // 'must begin with https:// or http://'
 */
export function whyUrlRefused(url: string): string | null {
  if (url.length > WEBHOOK_URL_MAX) return `must have at most ${WEBHOOK_URL_MAX} characters`;
  // The parser would take them out, and what is called would not be what was given.
  if (/[\s\\\p{Cc}]/u.test(url)) return 'must have no blanks, controls or backslashes';
  if (!/^https?:\/\//i.test(url)) return 'must begin with https:// or http://';
  const parsed = URL.canParse(url) ? new URL(url) : null;
  if (parsed === null) return 'must be a URL';
  if (parsed.username !== '' || parsed.password !== '') return 'must have no credentials';
  return url.includes('#') ? 'must have no fragment' : null;
}
