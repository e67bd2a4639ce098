import { TemplateFault } from './template-fault.ts';

/** Where a part of a template is, and in which. */
export interface Placed {
  input: string;
  begin: number;
  end: number;
}

const END = /\s*-?[%}]\}/y;
const NEXT = /\s*(?:,|or(?!\w)|-?%\})/y;

/**
 * Refuses a tag or an output of which the engine read the beginning alone, and left out what
 * stands behind its value.
 *
 * @param parts the tokens of the one value that it has.
 * @throws TemplateFault
 */
export function checkWhole(parts: readonly Placed[]): void {
  const last = parts.reduce<Placed | null>((a, b) => (a && a.end >= b.end ? a : b), null);
  if (last) expectBehind(last, END);
}

/** The same of one of the values of a `when`, which others may follow. @throws TemplateFault */
export function checkListed(part: Placed): void {
  expectBehind(part, NEXT);
}

function expectBehind({ input, end }: Placed, pattern: RegExp): void {
  pattern.lastIndex = end;
  if (!pattern.test(input)) throw new TemplateFault('one value is expected', end);
}
