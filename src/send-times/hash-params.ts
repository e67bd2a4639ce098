import { createHash } from 'node:crypto';
import type { SendTimeParams } from '#domain/send-time/send-time-params';

/** Enough that two of a workspace's versions never share it by accident. */
const CHARACTERS = 16;

/** Names a document of parameters by what it says, in whatever order its fields stand. */
export function hashParams(params: SendTimeParams): string {
  return createHash('sha256').update(toCanonical(params)).digest('hex').slice(0, CHARACTERS);
}

function toCanonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(toCanonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const fields = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return `{${fields.map(([name, field]) => `${JSON.stringify(name)}:${toCanonical(field)}`).join(',')}}`;
}
