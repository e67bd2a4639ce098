import type { EngagementKind } from '#domain/engagement';

/** What a recipient did once, as the model sees it. */
export interface Engagement {
  /** Milliseconds since 1970. */
  atMs: number;
  kind: EngagementKind;
  /** A vendor says that a program did it. */
  machine: boolean;
  /** When the message that it answers was sent; `null`: unknown, or it answers none. */
  sentAtMs: number | null;
}

/** What is known of a recipient, in any order. */
export interface EngagementHistory {
  engagements: readonly Engagement[];
  /** When messages were sent to them; empty where nobody logs that. */
  sends: readonly number[];
}
