/** What an error of a driver says in one line; a refused connection has a code and no message. */
export function toReason(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown error';
  const code = 'code' in error ? String(error.code) : '';
  return error.message.split('\n')[0] || code || error.name;
}
