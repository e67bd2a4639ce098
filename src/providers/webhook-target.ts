import { type BlockList, isIP } from 'node:net';
import { judgeAddress } from './judge-address.ts';
import type { LookUpName, NameAddress } from './look-up-name.ts';

/** Where a webhook may go: the addresses that were judged, and that alone are connected to. */
export type WebhookTarget =
  | { kind: 'found'; url: URL; addresses: readonly NameAddress[] }
  | { kind: 'refused'; errorCode: 'url_refused' | 'address_refused' | 'dns_failed' };

export interface TargetRules {
  /** Ranges that may be reached in spite of being inside, and without TLS. */
  allow: BlockList;
  lookUp: LookUpName;
}

/** Why a URL can never be called, whatever its name leads to; `null`: it may be. */
export function checkWebhookUrl(text: string, allow: BlockList): string | null {
  if (!URL.canParse(text)) return 'must be a URL, such as https://example.com/punctual';
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return 'must begin with https://';
  if (url.username !== '' || url.password !== '') return 'must have no user and password';
  const host = hostOf(url);
  const verdict = isIP(host) === 0 ? null : judgeAddress(host, allow);
  const isLocal =
    /^(.+\.)?localhost\.?$/.test(host) && judgeAddress('127.0.0.1', allow) === 'inside';
  if (verdict === 'inside' || isLocal) return 'must lead to a public address';
  // What a name leads to is known when it is called.
  const mayBePlain = verdict === null ? allow.rules.length > 0 : verdict === 'allowed';
  return url.protocol === 'http:' && !mayBePlain ? 'must begin with https://' : null;
}

/**
 * Looks up a URL's host, once, and judges every address that it has: one that leads inside refuses
 * them all, since whoever made the name chose it.
 */
export async function resolveWebhookTarget(
  text: string,
  { allow, lookUp }: TargetRules,
): Promise<WebhookTarget> {
  if (checkWebhookUrl(text, allow) !== null) return refuseUrl(text, allow);
  const url = new URL(text);
  const addresses = await addressesOf(hostOf(url), lookUp);
  if (addresses.length === 0) return { kind: 'refused', errorCode: 'dns_failed' };
  const verdicts = addresses.map(({ address }) => judgeAddress(address, allow));
  const isPlain = url.protocol === 'http:';
  const isRefused = verdicts.some(
    (verdict) => verdict === 'inside' || (isPlain && verdict !== 'allowed'),
  );
  return isRefused
    ? { kind: 'refused', errorCode: 'address_refused' }
    : { kind: 'found', url, addresses };
}

function refuseUrl(text: string, allow: BlockList): WebhookTarget {
  const isInside = checkWebhookUrl(text, allow) === 'must lead to a public address';
  return { kind: 'refused', errorCode: isInside ? 'address_refused' : 'url_refused' };
}

/** As the URL standard writes it: decimal, octal and hexadecimal IPv4 are dotted by now. */
function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '');
}

async function addressesOf(host: string, lookUp: LookUpName): Promise<readonly NameAddress[]> {
  const family = isIP(host);
  if (family !== 0) return [{ address: host, family }];
  return lookUp(host).catch(() => []);
}
