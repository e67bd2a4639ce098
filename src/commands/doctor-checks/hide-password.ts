/**
 * The URL without what must not be shown: the password, and the query, which can hold one too.
 *
 * @example hidePassword('postgres://ana:secret@db:5432/punctual') // 'postgres://ana:***@db:5432/punctual'
 */
export function hidePassword(url: string): string {
  const shown = new URL(url);
  if (shown.password) shown.password = '***';
  shown.search = '';
  return shown.toString();
}
