import { parseEmail } from './recipient.ts';

/** One of a field's comma-separated parts, without comments. */
interface Part {
  /** What is between angle brackets, the last ones. */
  angled: string | null;
  /** The rest, without quoted names. */
  bare: string;
}

// RFC 6532 allows letters of all scripts, which `parseEmail` does not.
const ANY_ADDRESS = /^[^\s@<>"(),;:\\]{1,64}@[^\s@<>"(),;:\\]+$/;
const ADDRESS_MAX = 254;
// Of a field, in characters: what is longer is no use of it, and would keep the process busy.
const FIELD_MAX = 65_536;

/**
 * The address of a From field (RFC 5322, 3.4), in lower case: the first in angle brackets, for a
 * name may look like an address, else the first one.
 *
 * @returns `null` when there is none.
 * @example
 * parseMailbox('"Lima, Ana" <Ana@Example.com>') // 'ana@example.com'
 */
export function parseMailbox(field: string): string | null {
  const parts = readParts(field);
  const candidates = [...parts.map(({ angled }) => angled ?? ''), ...parts.map(({ bare }) => bare)];
  return candidates.map(toAddress).find((address) => address !== null) ?? null;
}

/** The addresses of a To or Cc field, in its order. */
export function parseMailboxes(field: string): string[] {
  return readParts(field).flatMap(({ angled, bare }) => parseEmail((angled ?? bare).trim()) ?? []);
}

function toAddress(text: string): string | null {
  const trimmed = text.trim();
  const isAddress = trimmed.length <= ADDRESS_MAX && ANY_ADDRESS.test(trimmed);
  return parseEmail(trimmed) ?? (isAddress ? trimmed.toLowerCase() : null);
}

function readParts(whole: string): Part[] {
  const field = whole.slice(0, FIELD_MAX);
  const { parts, isWhole } = scan(field);
  if (isWhole) return parts;
  // A quote or a bracket that is never closed, as names have that were decoded: what is angled counts.
  const angled = [...field.matchAll(/<([^<>]{3,254})>/g)].map((match) => match[1] ?? '');
  return angled.map((address) => ({ angled: address, bare: '' }));
}

/** Where in a field a character stands. */
interface State {
  parts: Part[];
  part: Part;
  isQuoted: boolean;
  /** How many comments are open: they nest. */
  depth: number;
  /** Since the last opening bracket, while it is open. */
  angled: string | null;
}

function scan(field: string): { parts: Part[]; isWhole: boolean } {
  const state: State = { parts: [], part: toPart(), isQuoted: false, depth: 0, angled: null };
  for (let at = 0; at < field.length; at++) {
    const char = field.charAt(at);
    // A quoted pair: what follows is nothing but itself.
    if (char === '\\' && (state.isQuoted || state.depth > 0)) at++;
    else if (state.isQuoted) state.isQuoted = char !== '"';
    else if (state.depth > 0) state.depth += char === '(' ? 1 : char === ')' ? -1 : 0;
    else take(state, char);
  }
  const isWhole = !state.isQuoted && state.depth === 0 && state.angled === null;
  return { parts: [...state.parts, state.part], isWhole };
}

function take(state: State, char: string): void {
  if (char === '"') state.isQuoted = true;
  else if (char === '(') state.depth = 1;
  else if (char === '<') state.angled = '';
  else if (char === '>') {
    state.part.angled = state.angled ?? state.part.angled;
    state.angled = null;
  } else if (state.angled !== null) state.angled += char;
  else if (char === ',' || char === ';') {
    state.parts.push(state.part);
    state.part = toPart();
  } else if (char === ':') {
    // What comes before is a group's name.
    state.part.bare = '';
  } else state.part.bare += char;
}

function toPart(): Part {
  return { angled: null, bare: '' };
}
