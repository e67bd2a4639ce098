import { createRecordingProvider, type RecordingProvider } from './recording-provider.ts';
import { createTestActivities, type TestActivities } from './test-activities.ts';
import { startTestSystem, type TestSystem } from './test-system.ts';

export const HOUR_MS = 3_600_000;

/** A system whose quiet hours a test sets around its own clock; nothing is delivered by itself. */
export interface QuietStage {
  system: TestSystem;
  /** Of the test that runs. */
  provider: RecordingProvider;
  activities: TestActivities;
  /** Begins a test: no quiet hours, and a provider that has seen nothing. */
  reset(): Promise<void>;
  nowMs(): number;
  setQuietHours(setting: { start: string; end: string } | null): Promise<void>;
  /** From an hour ago, so many hours from now on, UTC. @returns their end. */
  beQuiet(hours: number): Promise<Date>;
  passUntil(instant: Date): Promise<void>;
  /** The last event of a message. */
  last(id: string): Promise<Awaited<ReturnType<TestSystem['events']>>[number] | undefined>;
}

export async function startQuietStage(): Promise<QuietStage> {
  const system = await startTestSystem({ worker: false });
  const provider = createRecordingProvider(system.core.clock);
  const stage: QuietStage = {
    system,
    provider,
    activities: createTestActivities(system, provider),
    async reset() {
      stage.provider = createRecordingProvider(system.core.clock);
      stage.activities = createTestActivities(system, stage.provider);
      await stage.setQuietHours(null);
    },
    nowMs: () => system.core.clock.nowMs(),
    async setQuietHours(setting) {
      const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
      const quietHours = setting && JSON.stringify({ ...setting, weekdays });
      await system.core.connection
        .sql`UPDATE workspaces SET quiet_hours = ${quietHours}::text::jsonb, default_time_zone = 'UTC'`;
    },
    async beQuiet(hours) {
      const at = (ms: number) => new Date(stage.nowMs() + ms).toISOString();
      const end = at(hours * HOUR_MS).slice(0, 16);
      await stage.setQuietHours({ start: at(-HOUR_MS).slice(11, 16), end: end.slice(11) });
      return new Date(`${end}:00Z`);
    },
    async passUntil(instant) {
      system.passMs(instant.getTime() - stage.nowMs());
    },
    last: async (id) => (await system.events(id)).at(-1),
  };
  return stage;
}
