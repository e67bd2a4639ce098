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

/** What a URL alone says; `why` is for who gave it. */
type UrlVerdict =
  | { kind: 'fine'; url: URL }
  | { kind: 'refused'; errorCode: 'url_refused' | 'address_refused'; why: string };

const NOT_HTTPS = 'must begin with https://';

/** Why a URL can never be called, whatever its name leads to; `null`: it may be. */
export function checkWebhookUrl(text: string, allow: BlockList): string | null {
  const verdict = judgeUrl(text, allow);
  return verdict.kind === 'refused' ? verdict.why : null;
}

/**
 * Looks up a URL's host, once, and judges every address that it has: one that leads inside refuses
 * them all, since whoever made the name chose it.
 */
export async function resolveWebhookTarget(
  text: string,
  { allow, lookUp }: TargetRules,
): Promise<WebhookTarget> {
  const judged = judgeUrl(text, allow);
  if (judged.kind === 'refused') return { kind: 'refused', errorCode: judged.errorCode };
  const { url } = judged;
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

function judgeUrl(text: string, allow: BlockList): UrlVerdict {
  if (!URL.canParse(text)) return refuse('must be a URL, such as https://example.com/punctual');
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return refuse(NOT_HTTPS);
  if (url.username !== '' || url.password !== '') return refuse('must have no user and password');
  const host = hostOf(url);
  const verdict = isIP(host) === 0 ? null : judgeAddress(host, allow);
  const isLocal =
    /^(.+\.)?localhost\.?$/.test(host) && judgeAddress('127.0.0.1', allow) === 'inside';
  if (verdict === 'inside' || isLocal) {
    const why = 'must lead to a public address';
    return { kind: 'refused', errorCode: 'address_refused', why };
  }
  // What a name leads to is known when it is called.
  const mayBePlain = verdict === null ? allow.rules.length > 0 : verdict === 'allowed';
  return url.protocol === 'http:' && !mayBePlain ? refuse(NOT_HTTPS) : { kind: 'fine', url };
}

function refuse(why: string): UrlVerdict {
  return { kind: 'refused', errorCode: 'url_refused', why };
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
