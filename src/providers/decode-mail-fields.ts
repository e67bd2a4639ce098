import { decodeCharset } from './decode-charset.ts';
import type { FormField } from './read-mail-form.ts';

/** Texts of a mail's fields; `null` for one that did not come. */
export type MailFields = (name: string) => string | null;

/**
 * Decodes the fields of a mail, each by the charset that the field `charsets` names for it, else as
 * UTF-8. Without NUL, which PostgreSQL's texts cannot hold.
 * https://www.twilio.com/docs/sendgrid/for-developers/parsing-email/inbound-email
 */
export function decodeMailFields(fields: ReadonlyMap<string, FormField>): MailFields {
  const charsets = readCharsets(fields.get('charsets'));
  return (name) => {
    const field = fields.get(name);
    if (field === undefined) return null;
    return decode(field, charsets.get(name)).replaceAll('\0', '');
  };
}

function readCharsets(field: FormField | undefined): ReadonlyMap<string, string> {
  const given = field === undefined ? null : parseJson(decode(field, undefined));
  if (typeof given !== 'object' || given === null) return new Map();
  const pairs = Object.entries(given).filter((pair) => typeof pair[1] === 'string');
  return new Map(pairs);
}

/** @returns `null` for what is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function decode({ bytes, charset, isCut }: FormField, told: string | undefined): string {
  return decodeCharset({ bytes, charset: charset ?? told ?? 'utf-8', isCut });
}
