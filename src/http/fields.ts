import { z } from '@hono/zod-openapi';
import { parseSendAt } from '#domain/parse-send-at';

interface FieldOptions {
  description?: string;
  example?: string;
}

/** A text of one line: a line break in a subject or a name would end a header early. */
export function line(max: number, options: FieldOptions = {}) {
  return characters(1, max)
    .regex(/^[^\r\n\0]*$/, 'must be of one line, without NUL')
    .openapi({ ...options, minLength: 1, maxLength: max, pattern: '^[^\\r\\n\\u0000]*$' });
}

/** An address in a query. A + may arrive there as a blank. */
export function addressParameter(max: number, options: FieldOptions = {}) {
  return line(max, options).transform((text) => {
    // No address holds a blank: before a number it stands for +, and anywhere in an email address.
    return text.includes('@') ? text.replaceAll(' ', '+') : text.replace(/^ /, '+');
  });
}

/** What somebody types into a search field. */
export function searchField(description: string) {
  return line(200, {
    description: `${description}; the last one may be the beginning of one.`,
  }).optional();
}

/** A text of any number of lines. */
export function prose(max: number, options: FieldOptions = {}) {
  return characters(1, max).openapi({
    ...options,
    minLength: 1,
    maxLength: max,
    pattern: '^[^\\u0000]*$',
  });
}

/** The value of a variable or of metadata: it may be empty. */
export function value(max: number) {
  return characters(0, max).openapi({ maxLength: max, pattern: '^[^\\u0000]*$' });
}

/** Texts by name. */
export function record(
  limits: { entries: number; key: number; value: number },
  description: string,
) {
  return z
    .record(line(limits.key), value(limits.value))
    .refine((record) => Object.keys(record).length <= limits.entries, {
      message: `must have at most ${limits.entries} entries`,
    })
    .openapi({
      description: `${description} At most ${limits.entries}; each name at most ${limits.key} characters, each text ${limits.value}.`,
      maxProperties: limits.entries,
    });
}

/** An instant that we are told: RFC 3339 with an offset or `Z`. */
export function instantField(description: string) {
  return line(64)
    .transform((text, context) => {
      // In a query a + may arrive as a blank.
      const parsed = parseSendAt(text.replace(/ (\d\d:\d\d)$/, '+$1'));
      if (parsed.kind === 'instant' && isStorable(parsed.at)) return new Date(parsed.at);
      const rule = 'must be an instant from 1900 to 9998, such as 2027-01-15T09:00:00Z';
      context.addIssue({ code: 'custom', message: rule });
      return z.NEVER;
    })
    .openapi({ type: 'string', format: 'date-time', description });
}

/** An instant that we answer with: RFC 3339, UTC, milliseconds. */
export const instant = z
  .date()
  .openapi({ type: 'string', format: 'date-time', example: '2027-01-15T17:00:00.000Z' });

/** {@link instant}, or null. */
export const instantOrNull = z
  .date()
  .nullable()
  .openapi({ type: ['string', 'null'], format: 'date-time' });

/** A version that we answer with; in the ETag too. */
export const version = z
  .int()
  .openapi({ type: 'integer', minimum: 1, description: 'Raised by every change; the ETag.' });

/** PostgreSQL has no year 0, and JavaScript writes years after 9999 in another way. */
function isStorable(atMs: number): boolean {
  return atMs >= Date.UTC(1900, 0) && atMs < Date.UTC(9999, 0);
}

/** Characters are counted as people and JSON Schema do: an emoji is one, not two. */
function characters(min: number, max: number) {
  return z.string().superRefine((text, context) => {
    if (text.length < min) {
      context.addIssue({ code: 'custom', message: `must have at least ${min} characters` });
    } else if (text.length > max && [...text].length > max) {
      context.addIssue({ code: 'custom', message: `must have at most ${max} characters` });
    }
  });
}
