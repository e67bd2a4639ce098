import type { EngagementKind } from '#domain/engagement';
import type { ErrorCode, Problem } from '#domain/errors';
import type { Channel } from '#domain/message';

/** What somebody tells us that a recipient did. */
export interface EngagementInput {
  /** This or an address, or both: then it is one of the contact's. */
  contactId?: string | undefined;
  address?: string | undefined;
  channel: Channel;
  kind: EngagementKind;
  at: Date;
  /** Done by a program and not by a person (O3). */
  machine?: boolean | undefined;
  /** The same for one that is told twice. */
  eventId?: string | undefined;
}

/** One of many: what is wrong with it is its own rejection. */
export type EngagementItem =
  | { kind: 'readable'; input: EngagementInput }
  | { kind: 'unreadable'; problems: readonly Problem[] };

/** What became of many. */
export interface EngagementCounts {
  received: number;
  /** New, and kept. */
  accepted: number;
  /** Told before, by their event ids. */
  duplicates: number;
  /** Older than what the workspace keeps. */
  expired: number;
  rejected: RejectedEngagement[];
}

export interface RejectedEngagement {
  index: number;
  code: ErrorCode;
  detail: string;
}
