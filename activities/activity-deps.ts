import type { Database } from '#db/connect';
import type { ProviderName } from '#domain/sender';
import type { ZoneRules } from '#domain/time-zone';
import type { Provider } from '#providers/provider';
import type { SendSlots } from './send-slots.ts';
import type { Settler } from './settler.ts';
import type { ActivityClock } from './wait-until.ts';

/** What activities tell those who watch. Nothing personal. */
export interface DeliveryObserver {
  /** The provider was called: how late after the due time, in milliseconds. */
  called(latenessMs: number): void;
  /** An attempt ended, with the kind of its settlement. */
  settled(kind: string): void;
  /** Something failed that will be tried again, or repaired. */
  failed(what: string, error: unknown): void;
}

/** Temporal's side of the deliveries, as the reconciler needs it. */
export interface DeliveryWorkflows {
  /** Of these messages, those whose workflow is running. */
  running(messageIds: readonly string[]): Promise<Set<string>>;
  /** Pages through the ids of all messages that have a running workflow. */
  allRunning(): AsyncIterable<string[]>;
  /** Ends a workflow that has no row to wait for. */
  end(messageId: string): Promise<void>;
}

/** Temporal's side of what has a workflow that sees to it, as the reconciler needs it. */
export interface TendingWorkflowsSeen {
  /** Of these batches, or endpoints, those whose workflow is running. */
  running(ids: readonly string[]): Promise<Set<string>>;
}

export interface ActivityDeps {
  /** The owner's connection: it sees all workspaces. */
  db: Database;
  clock: ActivityClock;
  /** What quiet hours go by (T7). */
  zoneRules: ZoneRules;
  providers: Record<ProviderName, Provider>;
  slots: SendSlots;
  settler: Settler;
  workflows: DeliveryWorkflows;
  batches: TendingWorkflowsSeen;
  /** Where recipients reach the API from outside. */
  publicUrl?: string | undefined;
  observer: DeliveryObserver;
}
