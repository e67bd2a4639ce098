import type { SendTimeDecision, SendTimeReason } from './decide-send-time.ts';
import type { SendTimeWindow } from './send-time-windows.ts';

/** What is kept with a message of the decision about it. */
export interface SendTimeRecord extends Omit<SendTimeDecision, 'sendAtMs' | 'reason'> {
  /** The model's own; the message may go for another one: holdout, quiet hours. */
  modelReason: SendTimeReason;
  window: SendTimeWindow;
  /** The moment that the model chose, RFC 3339. */
  modelSendAt: string;
  /** Whether it was drawn to go at once for comparison (O5). */
  holdout: boolean;
  /** The share that it was drawn with; 0: nothing was drawn then, so that it is not compared. */
  holdoutShare: number;
}

/** @param by whether the message was drawn for the holdout, and with which share */
export function toSendTimeRecord(
  { sendAtMs, reason, ...facts }: SendTimeDecision,
  window: SendTimeWindow,
  by: { holdout: boolean; holdoutShare: number },
): SendTimeRecord {
  const modelSendAt = new Date(sendAtMs).toISOString();
  return { modelReason: reason, window, modelSendAt, ...by, ...facts };
}
