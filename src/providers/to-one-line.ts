// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
const controls = /[\u0000-\u001f\u007f\u0085\u2028\u2029][\u0000-\u0020\u007f\u0085\u2028\u2029]*/g;

/**
 * A text for a header: whatever might end a line is a blank. HTTP refuses such a text before it is
 * stored; whoever stored it another way cannot add a header either.
 *
 * @example
 * toOneLine('Hello\r\nBcc: x@example.com') // 'Hello Bcc: x@example.com'
 */
export function toOneLine(text: string): string {
  return text.replace(controls, ' ').trim();
}
