const MAX_QUOTED_CHARACTERS = 64;

/**
 * Quotes a caller's value for an error text: cut at 64 characters, control characters escaped.
 *
 * @example quote('Mars/Olympus') // '"Mars/Olympus"'
 */
export function quote(text: string): string {
  // Twice the length in UTF-16 units is enough to hold 64 characters of any kind.
  const characters = [...text.slice(0, MAX_QUOTED_CHARACTERS * 2 + 2)];
  if (characters.length <= MAX_QUOTED_CHARACTERS) return JSON.stringify(text);
  return `${JSON.stringify(characters.slice(0, MAX_QUOTED_CHARACTERS).join(''))}...`;
}
