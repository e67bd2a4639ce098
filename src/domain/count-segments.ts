/** How a text travels as SMS. */
export interface Segments {
  encoding: 'GSM-7' | 'UCS-2';
  /** How many messages the provider bills. */
  count: number;
  /** As the limit of a text counts them: an emoji of one code point is one. */
  characters: number;
}

/** What one message holds alone, and each of several, which begin with a header of six octets. */
const capacities = {
  'GSM-7': { alone: 160, together: 153 },
  'UCS-2': { alone: 70, together: 67 },
};

// 3GPP TS 23.038, 6.2.1, without the escape itself, and 6.2.1.1, whose characters take two septets.
const BASIC =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';
const EXTENSION = '\f^{}\\[~]|€';

const septetsOf: ReadonlyMap<string, number> = new Map([
  ...[...BASIC].map((character) => [character, 1] as const),
  ...[...EXTENSION].map((character) => [character, 2] as const),
]);

/**
 * Counts the segments of a text as carriers cut it: in UCS-2 as soon as one character is not in the
 * alphabet of GSM-7; a character is never split over two segments.
 *
 * @example
 * countSegments('See you at 9 €') // { encoding: 'GSM-7', count: 1, characters: 14 }
 */
export function countSegments(text: string): Segments {
  const characters = [...text];
  const septets = toSeptets(characters);
  const encoding = septets ? 'GSM-7' : 'UCS-2';
  const units = septets ?? characters.map((character) => character.length);
  return { encoding, count: countParts(units, capacities[encoding]), characters: units.length };
}

function toSeptets(characters: readonly string[]): number[] | null {
  const septets: number[] = [];
  for (const character of characters) {
    const size = septetsOf.get(character);
    if (size === undefined) return null;
    septets.push(size);
  }
  return septets;
}

function countParts(
  units: readonly number[],
  { alone, together }: { alone: number; together: number },
): number {
  const total = units.reduce((sum, size) => sum + size, 0);
  if (total <= alone) return 1;
  let count = 1;
  let free = together;
  for (const size of units) {
    if (size > free) {
      count += 1;
      free = together;
    }
    free -= size;
  }
  return count;
}
