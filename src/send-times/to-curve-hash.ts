import { MODEL_VERSION } from '#domain/send-time/send-time-params';
import type { SendTimeModel } from '#domain/send-time/send-time-question';

/** Names what a curve is learned with: the model as it is coded, and its parameters. */
export function toCurveHash({ hash }: Pick<SendTimeModel, 'hash'>, coded = MODEL_VERSION): string {
  return `${coded} ${hash}`;
}
