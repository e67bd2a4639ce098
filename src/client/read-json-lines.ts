import { PunctualError } from './punctual-error.ts';

/**
 * What is on each line of an answer of NDJSON, as it comes in. Whoever stops early ends the answer.
 *
 * @throws PunctualError `network_error` where it breaks off: never a short list for the whole; the
 * signal's reason when it is given up
 */
export async function* readJsonLines<T>(
  response: Response,
  signal?: AbortSignal,
): AsyncGenerator<T, void> {
  const reader = response.body?.getReader();
  const decoder = new TextDecoder();
  let rest = '';
  const giveUp = (cause: unknown): never => {
    signal?.throwIfAborted();
    return cutOff(cause);
  };
  try {
    for (;;) {
      const { done, value } = (await reader?.read().catch(giveUp)) ?? { done: true };
      if (done) break;
      const lines = (rest + decoder.decode(value, { stream: true })).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        signal?.throwIfAborted();
        yield JSON.parse(line) as T;
      }
    }
    if (rest !== '') cutOff(new Error('the last line has no end'));
  } finally {
    await reader?.cancel().catch(() => {});
  }
}

function cutOff(cause: unknown): never {
  throw new PunctualError({ code: 'network_error', message: 'the answer broke off', cause });
}
