import type { EngagementHistory } from '#domain/send-time/engagement-history';

/** What is true of a recipient, and no policy is told. */
export interface Person {
  archetype: string;
  /** Where they live, whether or not anybody knows. */
  livesIn: string;
  checksPerWeek: number;
  /** Of a message that they see at once, how probable it is that they open it. */
  interest: number;
  /** Looks into the mailbox per hour, by slot of the local week: earlier, and since they drifted. */
  before: Float64Array;
  after: Float64Array;
  /** Milliseconds since 1970; minus infinity: they never did. */
  driftsAtMs: number;
  opensByMachine: boolean;
  scansLinks: boolean;
  zoneIsKnown: boolean;
}

export interface SimulatedRecipient {
  person: Person;
  /** What a policy is told: as of `nowMs`, when the first decision is asked for. */
  zone: string | null;
  history: EngagementHistory;
  nowMs: number;
  /** When messages for them are accepted, after `nowMs`. */
  acceptedAt: readonly number[];
  /** Since each send until they opened it, in hours, whether or not it could be seen. */
  trueDelays: readonly number[];
}
