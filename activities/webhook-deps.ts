import type { DisabledReason } from '#domain/webhook';
import type { WebhookPoster } from '#webhooks/webhook-poster';
import type { ActivityDeps, TendingWorkflowsSeen } from './activity-deps.ts';
import type { SendSlots } from './send-slots.ts';
import type { TryRecorder } from './try-recorder.ts';

export interface WebhookDeps extends Pick<ActivityDeps, 'db' | 'clock' | 'observer'> {
  webhooks: {
    poster: WebhookPoster;
    recorder: TryRecorder;
    /** For what was refused before; first tries have a number of their own. */
    slots: SendSlots;
    workflows: TendingWorkflowsSeen;
    /** One was disabled for its failures: somebody has to look. */
    onDisabled(endpointId: string, reason: DisabledReason): void;
  };
}
