/**
 * A number of [0, 1) that depends on a text alone, evenly spread: FNV-1a of 32 bits
 * (http://www.isthe.com/chongo/tech/comp/fnv/), finished as MurmurHash3 does, since ids that are
 * alike but for their ends come out alike otherwise.
 *
 * @param purpose so that what one decides by a key says nothing about what another does
 */
export function hashKey(key: string, purpose: string): number {
  let hash = 0x811c9dc5;
  for (const character of `${purpose} ${key}`) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}
