/** What a recipient did with a message. */
export const engagementKinds = ['open', 'click', 'reply'] as const;
export type EngagementKind = (typeof engagementKinds)[number];
