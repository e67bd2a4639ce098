import type { ZoneRules } from '#domain/time-zone';
import type { EngagementHistory } from './engagement-history.ts';
import type { SendTimeParams } from './send-time-params.ts';
import type { WorkspaceCurve } from './workspace-curve.ts';

/** A version of the parameters, as it is known in its workspace. */
export interface SendTimeModel {
  version: string;
  /** Of the parameters: two versions may be alike. */
  hash: string;
  params: SendTimeParams;
}

/** All that a decision is made of: the same question has the same answer, to the byte. */
export interface SendTimeQuestion {
  nowMs: number;
  windowHours: number;
  /** The recipient's; `null`: unknown. */
  zone: string | null;
  rules: ZoneRules;
  history: EngagementHistory;
  /** `null`: all half-hours alike. */
  curve: WorkspaceCurve | null;
  model: SendTimeModel;
  /** The end of the quiet hours that hold an instant (T7), or `null`; left out: there are none. */
  quietEndAt?: ((atMs: number) => number | null) | undefined;
  /** The message's id, which spreads messages of one moment; `null`: it has none. */
  jitterKey: string | null;
}
