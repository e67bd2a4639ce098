import { describe, expect, test } from 'vitest';
import { parsePhoneStart } from '#domain/recipient';
import { parseSearch, toSearchWords } from '#domain/search-words';
import { stripTags } from '#domain/strip-tags';

describe('the words of a text', () => {
  test.each([
    ['Ana Lima', ['ana', 'lima']],
    ['  José—ZOË, jose!', ['jose', 'zoe']],
    ['Łukasz O’Brien Søren', ['lukasz', 'o', 'brien', 'soren']],
    ['STRASSE straße', ['strasse']],
    ['İstanbul ΟΔΟΣ', ['istanbul', 'οδοσ']],
    ['ﬁn ２０２７', ['fin', '2027']],
    ['東京 ok', ['東', '京', 'ok']],
    ["a'b & c:* | !(d)\\", ['a', 'b', 'c', 'd']],
    ['😀 …', []],
    [null, []],
  ])('%s are %o', (text, words) => {
    expect(toSearchWords([text])).toEqual(words);
  });

  test('are at most 64 characters long, and 2,000 in number', () => {
    expect(toSearchWords(['x'.repeat(100)])).toEqual(['x'.repeat(64)]);
    const many = Array.from({ length: 5_000 }, (_, index) => `w${index}`).join(' ');
    expect(toSearchWords([many]).length).toBe(2_000);
  });
});

test.each([
  ['Ana Li', { words: ['ana'], start: 'li' }],
  ['li li', { words: ['li'], start: 'li' }],
  [' ana ', { words: [], start: 'ana' }],
  ['😀 & !', null],
])('a search for %s is %o', (text, search) => {
  expect(parseSearch(text)).toEqual(search);
});

test('long runs of marks of several classes are left out', () => {
  const runs = '\u0301'.repeat(140_000) + '\u0323'.repeat(140_000);
  expect(toSearchWords([`a${runs} b\uFF9E\uFF9F`])).toEqual(['a', 'b']);
});

describe('the text of HTML', () => {
  test.each([
    ['<p class="x">Caf&eacute; <b>now</b></p>', ['cafe', 'now']],
    ['a<br>b', ['a', 'b']],
    ['<style>p { color: red }</style>ok<script>if (a < b) go()</script>', ['ok']],
    ['<!-- hidden <b> -->seen', ['seen']],
    ['3 < 4 &#233;t&#xe9; &amp;c &#99999999;', ['3', '4', 'ete', 'c']],
    ['cut <a href="', ['cut']],
    ['cut <script>', ['cut']],
  ])('%s has %o', (html, words) => {
    expect(toSearchWords([stripTags(html)])).toEqual(words);
  });

  // What takes a time that grows with the square would never end.
  test.each(['<', '<!--', '<style', 'a<b', '&#1', '<p>w</p>', '</'])(
    'a megabyte of %s is read to its end',
    (piece) => {
      const words = toSearchWords([`${stripTags(piece.repeat(1_000_000 / piece.length))} end`]);
      expect(words.length).toBeLessThan(2_000);
    },
  );
});

test.each([
  ['+1604', 'US', '+1604'],
  ['604', 'CA', '+1604'],
  ['(604) 555-01', 'US', '+160455501'],
  ['0664 12', 'AT', '+4366412'],
  ['ana', 'US', null],
  ['604 x', 'US', null],
])('%s, typed in a workspace of %s, begins %s', (text, country, start) => {
  expect(parsePhoneStart(text, country)).toBe(start);
});
