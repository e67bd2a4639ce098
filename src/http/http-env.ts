import type { Actor } from '#domain/actor';

/** What the middlewares leave for those that follow. */
export interface HttpEnv {
  Variables: {
    requestId: string;
    /** Set once the key is known. */
    actor?: Actor;
  };
}
