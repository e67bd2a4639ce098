/** What a search looks for: all of these words, and a word that begins with `start`. */
export interface Search {
  words: readonly string[];
  start: string;
}

/** Of a longer text, what comes first is found. */
const TEXT_MAX = 300_000;
/** As many different words as some ten pages have. */
const WORDS_MAX = 2_000;
const WORD_MAX = 64;

// Scripts that put no blanks between words: each character is a word.
const unspaced = ['Han', 'Hiragana', 'Katakana', 'Thai', 'Lao', 'Khmer', 'Myanmar']
  .map((script) => `\\p{sc=${script}}`)
  .join('');
const word = new RegExp(`[${unspaced}]|[[\\p{L}\\p{N}]--[${unspaced}]]+`, 'gv');

// Letters that Unicode does not take apart, and that people write without their strokes.
const plain: Readonly<Record<string, string>> = {
  ł: 'l',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  ħ: 'h',
  ŧ: 't',
  þ: 'th',
  æ: 'ae',
  œ: 'oe',
  ς: 'σ',
};
const marks = /\p{M}+/gu;
const stroked = new RegExp(`[${Object.keys(plain).join('')}]`, 'g');

/**
 * The words of texts as searches compare them: without case, accents and punctuation, each once.
 * Some 2,000 at the most.
 *
 * @example
 * toSearchWords(['Łukasz O’Brien', null, 'STRASSE, straße']) // ['lukasz', 'o', 'brien', 'strasse']
 */
export function toSearchWords(texts: readonly (string | null | undefined)[]): string[] {
  const words = new Set<string>();
  for (const found of split(texts.filter((text) => text).join('\n'))) {
    words.add(found);
    if (words.size === WORDS_MAX) break;
  }
  return [...words];
}

/**
 * Reads what somebody typed into a search field; the last word may not be finished.
 *
 * @returns `null` where there is neither a letter nor a digit.
 * @example parseSearch('Ana Li') // { words: ['ana'], start: 'li' }
 */
export function parseSearch(text: string): Search | null {
  const words = [...split(text)];
  const start = words.pop();
  return start === undefined ? null : { words: [...new Set(words)], start };
}

function* split(text: string): Generator<string> {
  for (const [found] of fold(text.slice(0, TEXT_MAX)).matchAll(word)) {
    // By characters, so that none is cut in two.
    yield found.length > WORD_MAX ? [...found].slice(0, WORD_MAX).join('') : found;
  }
}

function fold(text: string): string {
  return (
    text
      // Before taking letters apart too: that takes long over a long run of marks.
      .replace(marks, '')
      .normalize('NFKD')
      .replace(marks, '')
      // By way of capitals: ß is SS there.
      .toUpperCase()
      .toLowerCase()
      .replace(stroked, (letter) => plain[letter] ?? letter)
  );
}
