import { DeadlineError } from './with-deadline.ts';

const words: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection_refused',
  ECONNRESET: 'connection_lost',
  EPIPE: 'connection_lost',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  ENETDOWN: 'unreachable',
  ETIMEDOUT: 'timed_out',
  EPROTO: 'tls_failed',
};
const TLS = /^(ERR_(TLS|SSL)_|CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_)/;

/** A word that stays the same for why a webhook got no answer. Its text may name a host: not kept. */
export function toWebhookError(error: unknown): string {
  if (error instanceof DeadlineError) return 'timed_out';
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (TLS.test(code)) return 'tls_failed';
  if (code.startsWith('HPE_')) return 'unreadable_answer';
  return words[code] ?? 'call_failed';
}
