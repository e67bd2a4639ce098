import { TextDecoder } from 'node:util';

export interface EncodedText {
  bytes: Uint8Array;
  /** Any label that the Encoding Standard knows: https://encoding.spec.whatwg.org/#names-and-labels */
  charset: string;
  /** More would have come: the last character may lack bytes, and is left out then. */
  isCut: boolean;
}

/** Windows-1252 from 0x80 to 0x9f. */
const C1 =
  '\u20ac\u0081\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u008d\u017d\u008f' +
  '\u0090\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u009d\u017e\u0178';

/** Decodes a text; one in a charset that nobody knows as Windows-1252, which has a letter for every byte. */
export function decodeCharset({ bytes, charset, isCut }: EncodedText): string {
  const decoder = openDecoder(charset);
  const text = decoder.decode(bytes, { stream: isCut });
  if (decoder.encoding !== 'windows-1252') return text;
  // Node 20 decodes it as Latin-1, whose letters here are none.
  return text.replaceAll(/[\u0080-\u009f]/g, (char) => C1.charAt(char.charCodeAt(0) - 0x80));
}

function openDecoder(charset: string): TextDecoder {
  try {
    return new TextDecoder(charset);
  } catch {
    return new TextDecoder('windows-1252');
  }
}
