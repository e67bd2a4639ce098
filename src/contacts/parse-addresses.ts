import type { Problem } from '#domain/errors';
import { parseEmail, parsePhone } from '#domain/recipient';
import type { EmailInput, PhoneInput } from './contact-input.ts';

/** An address as it is kept: E.164, or an email address with its domain lowered. */
export interface ParsedAddress {
  address: string;
  label: string | null;
  isPrimary: boolean;
}

export interface ParsedAddresses {
  addresses: ParsedAddress[];
  problems: Problem[];
}

/** Reads phone numbers; `country` is assumed where a number names none. */
export function parsePhones(phones: readonly PhoneInput[], country: string): ParsedAddresses {
  return parseAll({
    list: 'phones',
    field: 'number',
    rule: `must be a phone number: with + and its country code, or one of ${country}`,
    items: phones.map(({ number, label, primary }) => ({
      address: parsePhone(number, country),
      label: label ?? null,
      primary,
    })),
  });
}

/** Reads email addresses. */
export function parseEmails(emails: readonly EmailInput[]): ParsedAddresses {
  return parseAll({
    list: 'emails',
    field: 'address',
    rule: 'must be an email address',
    items: emails.map(({ address, primary }) => ({
      address: parseEmail(address),
      label: null,
      primary,
    })),
  });
}

interface AddressList {
  list: string;
  field: string;
  rule: string;
  items: { address: string | null; label: string | null; primary: boolean | undefined }[];
}

function parseAll({ list, field, rule, items }: AddressList): ParsedAddresses {
  const problems: Problem[] = [];
  const addresses: ParsedAddress[] = [];
  // The first one is the primary one when the caller names none.
  const named = items.findIndex((item) => item.primary === true);
  const primaryIndex = named === -1 ? 0 : named;
  const refuse = (index: number, name: string, why: string) =>
    problems.push({
      pointer: `/${list}/${index}/${name}`,
      detail: `${list}.${index}.${name} ${why}`,
    });

  items.forEach(({ address, label, primary }, index) => {
    if (address === null) refuse(index, field, rule);
    else if (addresses.some((known) => known.address === address)) {
      refuse(index, field, 'must not be in the list twice');
    } else addresses.push({ address, label, isPrimary: index === primaryIndex });
    if (primary === true && index !== primaryIndex) {
      refuse(index, 'primary', `must be true for one of ${list} at most`);
    }
  });
  return { addresses, problems };
}
