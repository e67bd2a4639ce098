import type { SendTimeModelRow } from '#db/find-send-time-setup';
import {
  defaultParams,
  MODEL_VERSION,
  type SendTimeParams,
} from '#domain/send-time/send-time-params';
import type { SendTimeModel } from '#domain/send-time/send-time-question';
import { hashParams } from './hash-params.ts';

/** The version that decides where none is promoted. */
export const shippedModel: SendTimeModel = {
  version: `shipped-${MODEL_VERSION}`,
  hash: hashParams(defaultParams),
  params: defaultParams,
};

/** A stored version as the domain takes it; `null`: what is shipped. */
export function toSendTimeModel(
  row: Pick<SendTimeModelRow, 'version' | 'params' | 'paramsHash'> | null,
): SendTimeModel {
  if (row === null) return shippedModel;
  return {
    version: toVersionName(row.version),
    hash: row.paramsHash,
    params: complete(row.params),
  };
}

/** `v3`: what people and messages call a stored version. */
export function toVersionName(version: number): string {
  return `v${version}`;
}

/** One that was stored before a parameter was thought of has its shipped value. */
function complete(params: SendTimeParams): SendTimeParams {
  return { ...defaultParams, ...params, gate: { ...defaultParams.gate, ...params.gate } };
}
