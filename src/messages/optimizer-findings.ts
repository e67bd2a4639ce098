import type { SendTimeRecord } from '#domain/send-time/send-time-record';
import type { Candidate } from '#domain/send-time/weigh-send-times';

/** What the model found for a message. */
export interface OptimizerFindings {
  record: SendTimeRecord;
  /** The best moments of the window, best first, before jitter. */
  best: Candidate[];
}
