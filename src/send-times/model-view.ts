import type { SendTimeModelRow } from '#db/find-send-time-setup';
import type { SendTimeParams } from '#domain/send-time/send-time-params';
import { readStoredParams } from './read-stored-params.ts';
import { shippedModel, toSendTimeModel, toVersionName } from './to-send-time-model.ts';

/** A version of the parameters as people see it. */
export interface ModelView {
  /** `shipped-1`, or `v1`, `v2` ... */
  version: string;
  /** Whether it decides. */
  promoted: boolean;
  paramsHash: string;
  origin: 'shipped' | SendTimeModelRow['origin'];
  note: string | null;
  createdAt: Date | null;
  /** When it last was. */
  promotedAt: Date | null;
  params: SendTimeParams;
  /** Why it cannot be read, and what is shipped decides in its place; mostly none. */
  problems: string[];
  /** What a fit measured on what it held out. */
  measures: Record<string, unknown>;
}

/** @param promotedVersion the workspace's; `null`: what is shipped */
export function toModelView(
  row: SendTimeModelRow | null,
  promotedVersion: number | null,
): ModelView {
  const read = readStoredParams(row?.params ?? shippedModel.params);
  const problems = read.kind === 'refused' ? read.problems.map(({ detail }) => detail) : [];
  const { hash, params } = toSendTimeModel(row);
  return {
    version: row === null ? shippedModel.version : toVersionName(row.version),
    promoted: promotedVersion === (row?.version ?? null),
    paramsHash: hash,
    origin: row?.origin ?? 'shipped',
    note: row?.note ?? null,
    createdAt: row?.createdAt ?? null,
    promotedAt: row?.promotedAt ?? null,
    params,
    problems,
    measures: row?.measures ?? {},
  };
}

/** The version that a name means: its number, or `null` for what is shipped. */
export function parseVersionName(name: string): { version: number | null } | null {
  if (name === 'shipped' || name === shippedModel.version) return { version: null };
  const found = /^v?([1-9]\d{0,8})$/.exec(name);
  return found ? { version: Number(found[1]) } : null;
}
