import parsePhoneNumber, {
  AsYouType,
  type CountryCode,
  isSupportedCountry,
} from 'libphonenumber-js/max';

/** Whether a country's code (ISO 3166-1 alpha-2) has a numbering plan. */
export function isCountry(text: string): text is CountryCode {
  return isSupportedCountry(text);
}

/**
 * Reads a phone number as E.164; `country` is assumed where the number names none.
 *
 * @returns `null` for what no numbering plan allows.
 * @example
 * parsePhone('(212) 555-2368', 'US') // '+12125552368'
 */
export function parsePhone(text: string, country: string): string | null {
  if (text.length > 64 || !isCountry(country)) return null;
  const parsed = parsePhoneNumber(text, { defaultCountry: country, extract: false });
  if (!parsed?.isPossible() || parsed.ext) return null;
  return parsed.number;
}

/**
 * Reads the beginning of a phone number as the beginning of E.164; `country` as with {@link parsePhone}.
 *
 * @returns `null` for what holds more than digits and what people put between them.
 * @example
 * parsePhoneStart('(604) 55', 'CA') // '+160455'
 */
export function parsePhoneStart(text: string, country: string): string | null {
  if (!/^\s*\+?[\d\s()./-]+$/.test(text) || text.length > 64 || !isCountry(country)) return null;
  const typed = new AsYouType(country);
  typed.input(text);
  return typed.getNumberValue() ?? null;
}

// The form that HTML gives to <input type=email>, with at least one dot-free label.
// https://html.spec.whatwg.org/multipage/input.html#valid-e-mail-address
const emailShape =
  /^[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*$/;
// RFC 5321, 4.5.3.1: 254 characters in all, 64 before the @.
const EMAIL_MAX = 254;
const LOCAL_PART_MAX = 64;

/**
 * Reads an email address, in lower case: RFC 5321 allows a mailbox to tell `Ana` from `ana`, none
 * that matters does, and an opt-out or a reply must be found however it is written.
 *
 * @returns `null` for what is not an address.
 * @example
 * parseEmail('Ana@Example.COM') // 'ana@example.com'
 */
export function parseEmail(text: string): string | null {
  if (text.length > EMAIL_MAX || !emailShape.test(text)) return null;
  const at = text.lastIndexOf('@');
  if (at > LOCAL_PART_MAX) return null;
  return text.toLowerCase();
}
