import { v7 } from 'uuid';

export const idPrefixes = [
  ...['wsp', 'msg', 'con', 'snd', 'usr', 'key', 'snk', 'rep', 'bat', 'whk', 'evt'],
] as const;
export type IdPrefix = (typeof idPrefixes)[number];

/**
 * A new id: its prefix and a UUIDv7, so that ids sort by the time they were made.
 *
 * @example
 * newId('msg') // 'msg_0199c1de-7b5e-7c40-8a65-2b6f4f0f7c11'
 */
export function newId(prefix: IdPrefix): string {
  return `${prefix}_${v7()}`;
}
