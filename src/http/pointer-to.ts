/**
 * A JSON pointer (RFC 6901).
 *
 * @example
 * pointerTo(['phones', 0, 'number']) // '/phones/0/number'
 */
export function pointerTo(path: readonly PropertyKey[]): string {
  return path
    .map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`)
    .join('');
}
