import type { IncomingMessage, RequestOptions } from 'node:http';
import { request as requestPlain } from 'node:http';
import { request as requestTls } from 'node:https';
import type { LookupFunction } from 'node:net';
import type { WebhookAnswer, WebhookCall, WebhookPoster } from '#webhooks/webhook-poster';
import { toBlockList } from './judge-address.ts';
import { createLookUpName, type LookUpName, type NameAddress } from './look-up-name.ts';
import { readRetryAfter } from './read-retry-after.ts';
import { signWebhook } from './sign-webhook.ts';
import { toWebhookError } from './to-webhook-error.ts';
import {
  checkWebhookUrl,
  resolveWebhookTarget,
  type TargetRules,
  type WebhookTarget,
} from './webhook-target.ts';
import { withDeadline } from './with-deadline.ts';

export interface WebhookPosterOptions {
  /** Ranges (CIDR) that may be reached in spite of being inside, and by plain http. */
  allow: readonly string[];
  /** Punctual's own, for the receivers' logs. */
  version: string;
  /** In the place of the hosts file and the name servers. */
  lookUp?: LookUpName;
  /** In the place of nine seconds. */
  answerTimeoutMs?: number;
}

type Outcome =
  | { kind: 'taken'; statusCode: number }
  | Omit<Extract<WebhookAnswer, { kind: 'refused' }>, 'tookMs'>;

/** Name, connection, TLS and the head of the answer; with the rest of it, ten seconds in all. */
const ANSWER_TIMEOUT_MS = 9_000;
const REST_TIMEOUT_MS = 1_000;
const MOST_BYTES_READ = 64 * 1_024;
const LONGEST_RETRY_AFTER_MS = 24 * 3_600_000;

/**
 * How endpoints are called: signed, without a way into the inside, and bounded in time and size.
 * The address that was judged is the one that is connected to: a name is looked up once.
 */
export function createWebhookPoster(options: WebhookPosterOptions): WebhookPoster {
  const { lookUp = createLookUpName(), answerTimeoutMs = ANSWER_TIMEOUT_MS } = options;
  const rules: TargetRules = { allow: toBlockList(options.allow), lookUp };
  const userAgent = `Punctual/${options.version}`;

  return {
    check: (url) => checkWebhookUrl(url, rules.allow),
    async post(call) {
      const startedAt = performance.now();
      const outcome = await callOnce(call).catch((error) => unanswered(toWebhookError(error)));
      return { ...outcome, tookMs: Math.round(performance.now() - startedAt) };
    },
  };

  async function callOnce(call: WebhookCall): Promise<Outcome> {
    const answer = await withDeadline(answerTimeoutMs, async (signal) => {
      const target = await resolveWebhookTarget(call.url, rules);
      signal.throwIfAborted();
      if (target.kind === 'refused') return target;
      return send(target, call, { signal, userAgent });
    });
    if ('errorCode' in answer) return unanswered(answer.errorCode);
    // The head decides: what a receiver has taken it has taken, however it goes on.
    const outcome = judgeAnswer(answer, call.at);
    await throwAway(answer);
    return outcome;
  }
}

interface Sending {
  signal: AbortSignal;
  userAgent: string;
}

function send(
  { url, addresses }: Extract<WebhookTarget, { kind: 'found' }>,
  call: WebhookCall,
  { signal, userAgent }: Sending,
): Promise<IncomingMessage> {
  const body = Buffer.from(call.body);
  const options: RequestOptions = {
    method: 'POST',
    // A connection of its own, to what was judged; TLS and Host know the name.
    agent: false,
    lookup: answerWith(addresses),
    signal,
    headers: {
      ...signWebhook(call),
      'content-type': 'application/json',
      'content-length': body.length,
      'user-agent': userAgent,
    },
  };
  return new Promise((resolve, reject) => {
    const request = (url.protocol === 'https:' ? requestTls : requestPlain)(url, options);
    request.once('response', resolve);
    // Also after the answer has begun, when nobody waits for it any more.
    request.on('error', reject);
    request.end(body);
  });
}

/** What the socket asks for its host is answered with what was judged. */
function answerWith(addresses: readonly NameAddress[]): LookupFunction {
  return (_name, { all }, callback) => {
    const [first] = addresses;
    if (all) callback(null, [...addresses]);
    else callback(null, first?.address ?? '', first?.family);
  };
}

function judgeAnswer({ statusCode = 0, headers }: IncomingMessage, at: Date): Outcome {
  if (statusCode >= 200 && statusCode < 300) return { kind: 'taken', statusCode };
  const asked = readRetryAfter(headers['retry-after'], at.getTime(), LONGEST_RETRY_AFTER_MS);
  const isRedirect = statusCode >= 300 && statusCode < 400;
  const errorCode = isRedirect ? 'redirected' : `status_${statusCode}`;
  return { kind: 'refused', statusCode, errorCode, retryAfterMs: asked ?? null };
}

/** Reads what is left of an answer, to a limit, and closes the connection. */
function throwAway(answer: IncomingMessage): Promise<void> {
  return new Promise((resolve) => {
    let bytes = 0;
    const end = () => {
      clearTimeout(timer);
      answer.destroy();
      resolve();
    };
    const timer = setTimeout(end, REST_TIMEOUT_MS);
    answer.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes >= MOST_BYTES_READ) end();
    });
    answer.once('close', end).on('error', end);
  });
}

function unanswered(errorCode: string): Outcome {
  return { kind: 'refused', statusCode: null, errorCode, retryAfterMs: null };
}
