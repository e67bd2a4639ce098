/** The header of a mail: what its fields of a name say, the name in lower case. */
export type MailHeader = (name: string) => readonly string[];

/**
 * Reads the header of a mail (RFC 5322, 2.2): names in any case, folded lines put together. A line
 * that is no field is left out.
 *
 * @example
 * parseMailHeader('References: <a@x>\n <b@x>\n')('references') // ['<a@x> <b@x>']
 */
export function parseMailHeader(text: string): MailHeader {
  const fields = new Map<string, string[]>();
  const unfolded = text.replaceAll(/\r?\n(?=[ \t])/g, '');
  for (const line of unfolded.split('\n')) {
    const colon = line.indexOf(':');
    if (colon < 1) continue;
    const name = line.slice(0, colon).trim().toLowerCase();
    const values = fields.get(name) ?? [];
    values.push(line.slice(colon + 1).trim());
    fields.set(name, values);
  }
  return (name) => fields.get(name) ?? [];
}
