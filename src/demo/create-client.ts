import { DemoError } from './demo-error.ts';

/** Calls the API of a running instance. */
export interface DemoClient {
  /**
   * `call('POST /v1/messages', body)`
   *
   * @throws DemoError with the problem document's words when it is refused.
   */
  call<T>(line: string, body?: unknown): Promise<T>;
}

export interface ClientOptions {
  url: string;
  key: string;
}

const TIMEOUT_MS = 10_000;

/** A client for one instance and one key. */
export function createClient({ url, key }: ClientOptions): DemoClient {
  return {
    async call<T>(line: string, body?: unknown): Promise<T> {
      const [method = '', path = ''] = line.split(' ');
      const headers = { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' };
      const request = body === undefined ? {} : { body: JSON.stringify(body) };
      const signal = AbortSignal.timeout(TIMEOUT_MS);
      const answer = await fetch(`${url}${path}`, { method, headers, signal, ...request }).catch(
        () => {
          throw new DemoError(
            `nothing answers at ${url}: run npm start first, or set HOST and PORT`,
          );
        },
      );
      if (answer.status === 401) throw new DemoError(toKeyProblem(url));
      if (answer.ok) return (await answer.json()) as T;
      throw new DemoError(`${line} was answered ${answer.status}: ${await readProblem(answer)}`);
    },
  };
}

function toKeyProblem(url: string): string {
  return `the instance at ${url} does not know the key: set PUNCTUAL_ADMIN_KEY to one of its keys`;
}

/** What the problem document says, with each field's own words. */
async function readProblem(answer: Response): Promise<string> {
  try {
    const problem = (await answer.json()) as { detail: string; errors?: { detail: string }[] };
    return [problem.detail, ...(problem.errors ?? []).map((each) => each.detail)].join('; ');
  } catch {
    return 'no problem document: is it Punctual that listens there?';
  }
}
