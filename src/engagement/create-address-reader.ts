import { type Channel, isEmail } from '#domain/message';
import { parseEmail, parsePhone } from '#domain/recipient';

/**
 * Reads addresses as those of recipients are read: E.164 or an email address; `null` for what is
 * neither. Each once: many events have the same, and a phone number takes a while.
 *
 * @param country ISO 3166-1 alpha-2, for a number that names none
 */
export function createAddressReader(
  country: string,
): (channel: Channel, written: string) => string | null {
  const numbers = new Map<string, string | null>();
  return (channel, written) => {
    if (isEmail(channel)) return parseEmail(written);
    const known = numbers.get(written);
    if (known !== undefined) return known;
    const read = parsePhone(written, country);
    numbers.set(written, read);
    return read;
  };
}
