/** The header of a mail as it came over the wire: each field's values by its name, decoded. */
export function readHeader(raw: string): Record<string, string[]> {
  const [header = ''] = raw.split('\r\n\r\n');
  const fields: Record<string, string[]> = {};
  // RFC 5322, 2.2.3: a line that begins with a blank goes on with the one before it.
  for (const line of header.replace(/\r\n(?=[ \t])/g, '').split('\r\n')) {
    const [, name = '', value = ''] = /^([^:]+):(.*)$/.exec(line) ?? [];
    fields[name.toLowerCase()] = [...(fields[name.toLowerCase()] ?? []), decode(value.trim())];
  }
  return fields;
}

/** Encoded words (RFC 2047) of UTF-8; blanks between two of them are none. Quotes are left out. */
function decode(value: string): string {
  const words = value.replace(/(=\?[^?]+\?[BQ]\?[^?]*\?=)\s+(?==\?)/gi, '$1');
  const bytes = words.replace(/=\?utf-8\?([BQ])\?([^?]*)\?=/gi, (_, kind: string, text: string) =>
    kind.toUpperCase() === 'B'
      ? Buffer.from(text, 'base64').toString('latin1')
      : text
          .replaceAll('_', ' ')
          .replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))),
  );
  return Buffer.from(bytes, 'latin1')
    .toString('utf8')
    .replace(/^"(.*)"(?= <)/, '$1');
}
