// RFC 1035.
const LABEL_MAX = 63;
const NAME_MAX = 253;
/** Characters; longer ones do not pass every proxy. */
export const WEBHOOK_URL_MAX = 2_048;

/**
 * Why an endpoint cannot have this URL, by its form alone; `null`: it can. Where it leads is for
 * who calls it to judge.
 *
 * @example
 * whyUrlRefused('ftp://hooks.example.com') // 'must begin with https:// or http:// and a host'
 */
export function whyUrlRefused(url: string): string | null {
  if (url.length > WEBHOOK_URL_MAX) return `must have at most ${WEBHOOK_URL_MAX} characters`;
  // The parser would take them out, and what is called would not be what was given.
  if (/[\s\\\p{Cc}]/u.test(url)) return 'must have no blanks, controls or backslashes';
  const [, authority = ''] = /^https?:\/\/([^/?#]*)/i.exec(url) ?? [];
  if (authority === '') return 'must begin with https:// or http:// and a host';
  if (!URL.canParse(url)) return 'must be a URL';
  if (authority.includes('@')) return 'must have no credentials';
  if (url.includes('#')) return 'must have no fragment';
  return whyCanonicalRefused(new URL(url));
}

/** Once the parser has written what it read: in Punycode and percents it is longer. */
function whyCanonicalRefused({ href, port, hostname }: URL): string | null {
  if (href.length > WEBHOOK_URL_MAX) return `must have at most ${WEBHOOK_URL_MAX} characters`;
  if (port === '0') return 'must have a port from 1 to 65535';
  // A dot at its end says that a name is whole.
  const name = hostname.replace(/\.$/, '');
  const labels = name.startsWith('[') ? [] : name.split('.');
  const isName = labels.every((label) => label !== '' && label.length <= LABEL_MAX);
  return isName && name.length <= NAME_MAX ? null : 'must have a host that there can be';
}
