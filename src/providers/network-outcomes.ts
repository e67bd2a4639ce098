import type { Unaccepted } from '#domain/outcome';
import type { Verdict } from './outcome-table.ts';

/**
 * What errors of the network come to, by their code in Node. Only those after which not one byte of
 * the request can have been read are `not_sent`; what is not listed is ambiguous.
 */
const networkVerdicts: Readonly<Record<string, Verdict>> = {
  ECONNREFUSED: 'not_sent',
  EHOSTUNREACH: 'not_sent',
  ENETUNREACH: 'not_sent',
  ENETDOWN: 'not_sent',
  EADDRNOTAVAIL: 'not_sent',
  EMFILE: 'not_sent',
  ENOTFOUND: 'not_sent',
  EAI_AGAIN: 'not_sent',
  EAI_FAIL: 'not_sent',
  EAI_NODATA: 'not_sent',
  ENODATA: 'not_sent',
  // Ours, from the agent: the connection was not made, or not secured, in time.
  CONNECT_TIMEOUT: 'not_sent',
  CERT_HAS_EXPIRED: 'not_sent',
  CERT_NOT_YET_VALID: 'not_sent',
  CERT_REVOKED: 'not_sent',
  CERT_UNTRUSTED: 'not_sent',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'not_sent',
  ERR_TLS_CERT_ALTNAME_INVALID: 'not_sent',
  SELF_SIGNED_CERT_IN_CHAIN: 'not_sent',
  UNABLE_TO_GET_ISSUER_CERT: 'not_sent',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'not_sent',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'not_sent',
};

// Errors wrap each other: the first code that the table knows counts.
const MOST_CAUSES = 5;

/** What an error of a call without an answer comes to. Its text is left out: it may name a host. */
export function toNetworkOutcome(error: unknown): Unaccepted {
  const causes = toCauses(error);
  if (causes.some(({ syscall }) => syscall === 'connect')) {
    return { kind: 'not_sent', code: firstCode(causes) };
  }
  const known = causes.find(({ code }) => networkVerdicts[code] !== undefined);
  if (known) return { kind: 'not_sent', code: toCode(known.code) };
  return { kind: 'ambiguous', code: firstCode(causes) };
}

interface Cause {
  code: string;
  syscall: string;
}

function toCauses(error: unknown): Cause[] {
  const causes: Cause[] = [];
  const left = [error];
  while (left.length > 0 && causes.length < MOST_CAUSES) {
    const next = left.shift();
    if (typeof next !== 'object' || next === null) continue;
    const { code, originalCode, syscall, cause, errors } = next as Record<string, unknown>;
    // Nodemailer puts a word of its own in the place of Node's.
    causes.push({ code: String(originalCode ?? code ?? ''), syscall: String(syscall ?? '') });
    // Several addresses were tried: one error each.
    left.push(cause, ...(Array.isArray(errors) ? errors : []));
  }
  return causes;
}

function firstCode(causes: readonly Cause[]): string {
  return toCode(causes.find(({ code }) => code !== '')?.code ?? 'connection');
}

/** `ECONNREFUSED`: `econnrefused`, as it is told to callers. */
function toCode(code: string): string {
  const word = code.toLowerCase();
  return /^[a-z0-9_]{1,40}$/.test(word) ? word : 'connection';
}
