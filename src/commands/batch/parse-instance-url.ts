/** Where an instance is asked, without a slash at its end. @throws when it is no such URL */
export function parseInstanceUrl(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const url = URL.parse(text);
  const isPlain = url?.username === '' && url.password === '' && !url.search && !url.hash;
  if (isPlain && /^https?:$/.test(url.protocol)) return url.href.replace(/\/+$/, '');
  throw new Error('--url must be the URL of an instance, as in http://localhost:3000');
}
