import type { PunctualError } from './punctual-error.ts';

/** How to reach an instance. */
export interface ClientOptions {
  /** Where the API is, such as `https://punctual.example.com`. */
  url: string;
  /** An API key of the workspace. */
  key: string;
  /** In the place of the platform's own. */
  fetch?: typeof globalThis.fetch | undefined;
  /** At the most, the first one included; 4 when left out. */
  maxTries?: number | undefined;
  /** In the place of `maxTries`: the last try begins so many milliseconds after the first at most. */
  giveUpAfterMs?: number | undefined;
  /** Hears why there is to be another try, before the pause, and how many tries there were. */
  onRetry?: ((error: PunctualError, tries: number) => void) | undefined;
  /** Of one try, in milliseconds; 30,000 when left out. */
  timeoutMs?: number | undefined;
}

/** What one call may ask for. */
export interface CallOptions {
  /** Gives the call up, between two tries as well. */
  signal?: AbortSignal | undefined;
  /** Of one try, in milliseconds. */
  timeoutMs?: number | undefined;
}

/** Of a POST or a PATCH. */
export interface WriteOptions extends CallOptions {
  /**
   * The same key makes the same request once, from another process too. Left out: one is made for
   * the call, and used for each of its tries.
   */
  idempotencyKey?: string | undefined;
}

/** Of a PATCH. */
export interface EditOptions extends WriteOptions {
  /** Only if this is still the version: else it throws `version_mismatch`. */
  ifVersion?: number | undefined;
}
