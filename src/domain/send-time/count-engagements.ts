import { type EngagementKind, engagementKinds } from '#domain/engagement';
import type { Engagement } from './engagement-history.ts';
import { keepHuman } from './keep-human.ts';

/** Why an engagement tells the model nothing (O3). */
export const leftOutReasons = ['flagged', 'too_soon', 'mailbox_opens_by_itself'] as const;
export type LeftOutReason = (typeof leftOutReasons)[number];

export interface EngagementCounts {
  human: Record<EngagementKind, number>;
  leftOut: Record<LeftOutReason, number>;
  /** Of the human ones, milliseconds since 1970. */
  firstMs: number | null;
  lastMs: number | null;
}

/** What a history is made of, and what the model leaves out of it. */
export function countEngagements(engagements: readonly Engagement[]): EngagementCounts {
  const human = keepHuman(engagements);
  const kept = countKinds(human);
  const unflagged = countKinds(engagements.filter(({ machine }) => !machine));
  return {
    human: kept,
    leftOut: {
      flagged: engagements.filter(({ machine }) => machine).length,
      too_soon: unflagged.click - kept.click,
      mailbox_opens_by_itself: unflagged.open - kept.open,
    },
    firstMs: human[0]?.atMs ?? null,
    lastMs: human.at(-1)?.atMs ?? null,
  };
}

function countKinds(engagements: readonly Engagement[]): Record<EngagementKind, number> {
  const count = (kind: EngagementKind) =>
    engagements.filter((engagement) => engagement.kind === kind).length;
  return Object.fromEntries(engagementKinds.map((kind) => [kind, count(kind)])) as Record<
    EngagementKind,
    number
  >;
}
