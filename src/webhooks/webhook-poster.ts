/** One signed POST of an event to an endpoint. */
export interface WebhookCall {
  url: string;
  /** The event's, `webhook-id`: the same at each try. */
  id: string;
  /** When the call is made: `webhook-timestamp`. */
  at: Date;
  /** The live ones: each of them signs. */
  secrets: readonly string[];
  body: string;
}

/** What became of a call; `errorCode` and `statusCode` are all that is kept of an answer. */
export type WebhookAnswer =
  | { kind: 'taken'; statusCode: number; tookMs: number }
  | {
      kind: 'refused';
      /** Empty: there was no answer. */
      statusCode: number | null;
      errorCode: string;
      /** As the endpoint asked by `Retry-After`. */
      retryAfterMs: number | null;
      tookMs: number;
    };

/** How endpoints are called. It answers for whatever happens on the way, and does not throw. */
export interface WebhookPoster {
  post(call: WebhookCall): Promise<WebhookAnswer>;
  /** Why this URL can never be called; `null`: it may be. */
  check(url: string): string | null;
}
