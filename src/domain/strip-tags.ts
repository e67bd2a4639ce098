// What stands in these is for programs.
const hidden = ['script', 'style'] as const;
const named: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
};
const LAST_CODE_POINT = 0x10ffff;

/**
 * The text that a reader of HTML sees, near enough to find it by. In one pass, whatever it is: the
 * HTML is the caller's.
 *
 * @example stripTags('<p class="x">Caf&eacute; <b>now</b></p>') // ' Caf&eacute;  now  '
 */
export function stripTags(html: string): string {
  const parts: string[] = [];
  let at = 0;
  while (at < html.length) {
    const open = html.indexOf('<', at);
    if (open === -1) break;
    parts.push(html.slice(at, open));
    const end = /[a-z/!?]/i.test(html[open + 1] ?? '') ? endOfTag(html, open) : open + 1;
    if (end === -1) return decodeEntities(parts.join(' '));
    at = end;
  }
  parts.push(html.slice(at));
  return decodeEntities(parts.join(' '));
}

/** Where the text goes on; -1 where it does not. */
function endOfTag(html: string, open: number): number {
  if (html.startsWith('<!--', open)) return after(html, '-->', open);
  const name = /^[a-z]+/i.exec(html.slice(open + 1, open + 8))?.[0].toLowerCase();
  const element = hidden.find((it) => it === name);
  if (element === undefined) return after(html, '>', open);
  const close = html.slice(open).search(new RegExp(`</${element}`, 'i'));
  return close === -1 ? -1 : after(html, '>', open + close);
}

function after(html: string, text: string, from: number): number {
  const found = html.indexOf(text, from);
  return found === -1 ? -1 : found + text.length;
}

function decodeEntities(text: string): string {
  return text.replace(/&(#x?)?([a-z0-9]{1,8});/gi, (whole, number, name: string) => {
    if (number === undefined) return named[name] ?? accented(name) ?? whole;
    const code = Number.parseInt(name, number === '#' ? 10 : 16);
    return code > 0 && code <= LAST_CODE_POINT ? String.fromCodePoint(code) : ' ';
  });
}

/** `eacute` is an e: accents do not matter to a search. */
function accented(name: string): string | undefined {
  return /^([a-z])(?:acute|grave|circ|uml|tilde|cedil|ring|slash|caron)$/i.exec(name)?.[1];
}
