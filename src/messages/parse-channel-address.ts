import { validationFailed } from '#domain/errors';
import { type Channel, isEmail } from '#domain/message';
import { parseEmail, parsePhone } from '#domain/recipient';

/** An address as a caller writes it, and where in the request. */
export interface WrittenAddress {
  channel: Channel;
  written: string;
  /** To the field that has it, of which the refusal speaks. */
  pointer: string;
  /** ISO 3166-1 alpha-2, for a number that names no country. */
  defaultCountry: string;
}

/**
 * Reads an address of a channel: what its messages go to, or come from.
 *
 * @returns E.164, or an email address.
 * @throws AppError `validation_failed`
 */
export function parseChannelAddress(address: WrittenAddress): string {
  const { channel, written, pointer, defaultCountry } = address;
  const parsed = isEmail(channel) ? parseEmail(written) : parsePhone(written, defaultCountry);
  if (parsed !== null) return parsed;
  const field = pointer.slice(pointer.lastIndexOf('/') + 1);
  const what = isEmail(channel) ? 'an email address' : 'a phone number';
  throw validationFailed([{ pointer, detail: `${field} must be ${what}` }]);
}
