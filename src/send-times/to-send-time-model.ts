import type { SendTimeModelRow } from '#db/find-send-time-setup';
import { defaultParams, MODEL_VERSION } from '#domain/send-time/send-time-params';
import type { SendTimeModel } from '#domain/send-time/send-time-question';
import { hashParams } from './hash-params.ts';
import { readStoredParams } from './read-stored-params.ts';

type StoredModel = Pick<SendTimeModelRow, 'version' | 'params'>;

/** A batch asks for its one row thousands of times; rows are never changed. */
const known = new WeakMap<StoredModel, SendTimeModel>();

/** The version that decides where none is promoted. */
export const shippedModel: SendTimeModel = {
  version: `shipped-${MODEL_VERSION}`,
  hash: hashParams(defaultParams),
  params: defaultParams,
};

/**
 * A stored version as the domain takes it; `null`: what is shipped, which also stands in for what
 * cannot be read, under its own name. The hash is of all parameters that decide, so that one name
 * and one hash are one decision, while the code is the same (`MODEL_VERSION`).
 */
export function toSendTimeModel(row: StoredModel | null): SendTimeModel {
  if (row === null) return shippedModel;
  const model = known.get(row) ?? readModel(row);
  known.set(row, model);
  return model;
}

/** `v3`: what people and messages call a stored version. */
export function toVersionName(version: number): string {
  return `v${version}`;
}

function readModel({ version, params }: StoredModel): SendTimeModel {
  const read = readStoredParams(params);
  if (read.kind === 'refused') return shippedModel;
  return { version: toVersionName(version), hash: hashParams(read.params), params: read.params };
}
