import type { ClientOptions } from './client-options.ts';
import { PunctualError } from './punctual-error.ts';
import { readAnswer, readRefusal } from './read-answer.ts';
import { type ApiCall, toHttpRequest } from './to-http-request.ts';
import { toRetryDelay } from './to-retry-delay.ts';
import { watchBody } from './watch-body.ts';

/** Asks the API, and again where that may help. */
export interface Transport {
  /** The JSON of the answer. @throws PunctualError; the signal's reason when it is given up */
  send<T>(call: ApiCall): Promise<T>;
  /** The answer with its body unread: what becomes of that is the caller's. */
  open(call: ApiCall): Promise<Response>;
}

/** Calls `leave` once there is nothing more to give up. */
type Read<T> = (response: Response, leave: () => void) => Promise<T>;

const MAX_TRIES = 4;
const TIMEOUT_MS = 30_000;

/** What all calls of a client go through. */
export function createTransport(options: ClientOptions): Transport {
  const fetchAnswer = options.fetch ?? ((...args) => globalThis.fetch(...args));
  async function ask<T>(call: ApiCall, read: Read<T>): Promise<T> {
    const toPause = call.isRepeatable === false ? () => null : createPauses(options);
    const { url, init } = toHttpRequest(options, call);
    const signal = call.options?.signal;
    const timeoutMs = call.options?.timeoutMs ?? options.timeoutMs ?? TIMEOUT_MS;
    const once = async (inTime: AbortSignal, leave: () => void) =>
      read(await fetchAnswer(url, { ...init, signal: inTime }), leave);
    for (let tries = 1; ; tries++) {
      try {
        return await within({ timeoutMs, signal }, once);
      } catch (error) {
        if (signal?.aborted || !(error instanceof PunctualError)) throw error;
        const pauseMs = toPause(error, tries);
        if (pauseMs === null) throw error;
        options.onRetry?.(error, tries);
        await wait(pauseMs, signal);
      }
    }
  }
  return {
    send: <T>(call: ApiCall) =>
      ask(call, async (response, leave) => {
        const answer = (await readAnswer(response)) as T;
        leave();
        return answer;
      }),
    open: (call) =>
      ask(call, async (response, leave) => {
        if (!response.ok) throw await readRefusal(response);
        return call.options?.signal ? watchBody(response, leave) : response;
      }),
  };
}

/** How long to wait for another try, in milliseconds; `null` where there is none. */
function createPauses({ maxTries = MAX_TRIES, giveUpAfterMs }: ClientOptions) {
  const beganMs = Date.now();
  return (error: PunctualError, tries: number): number | null => {
    const delayMs = toRetryDelay(error, tries, Math.random());
    if (delayMs === null) return null;
    if (giveUpAfterMs === undefined) return tries < maxTries ? delayMs : null;
    // The last try is made when the time is over, but not before it is asked for.
    const restMs = beganMs + giveUpAfterMs - Date.now();
    return restMs > 0 && restMs >= (error.retryAfterMs ?? 0) ? Math.min(delayMs, restMs) : null;
  };
}

/** What work comes to that is given up in time, and by whoever asked, until it leaves. */
async function within<T>(
  { timeoutMs, signal }: { timeoutMs: number; signal: AbortSignal | undefined },
  work: (signal: AbortSignal, leave: () => void) => Promise<T>,
): Promise<T> {
  signal?.throwIfAborted();
  const controller = new AbortController();
  const giveUp = () => controller.abort(signal?.reason);
  const leave = () => signal?.removeEventListener('abort', giveUp);
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    controller.abort();
  }, timeoutMs);
  // Many calls may share one signal: each takes its listener along when it is over.
  signal?.addEventListener('abort', giveUp, { once: true });
  try {
    return await work(controller.signal, leave);
  } catch (error) {
    leave();
    if (signal?.aborted) throw signal.reason;
    if (error instanceof PunctualError) throw error;
    const code = isLate ? 'timeout' : 'network_error';
    const message = isLate ? `no answer within ${timeoutMs} ms` : 'the API could not be reached';
    throw new PunctualError({ code, message, cause: error });
  } finally {
    clearTimeout(timer);
  }
}

/** @throws the signal's reason as soon as it is given up */
function wait(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const giveUp = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', giveUp);
      resolve();
    }, ms);
    signal?.addEventListener('abort', giveUp, { once: true });
  });
}
