import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isCountry, parseEmail, parsePhone } from '#domain/recipient';

describe('a phone number', () => {
  test.each([
    ['(212) 555-2368', 'US', '+12125552368'],
    ['212.555.2368', 'US', '+12125552368'],
    ['+43 660 1234567', 'US', '+436601234567'],
    ['0660 1234567', 'AT', '+436601234567'],
    ['020 7946 0018', 'GB', '+442079460018'],
    ['+1 212 555 2368', 'AT', '+12125552368'],
  ])('N2: %s, read in %s, is %s', (text, country, number) => {
    expect(parsePhone(text, country)).toBe(number);
  });

  test.each([
    ['', 'US'],
    ['hello', 'US'],
    ['12', 'US'],
    ['call +12125552368 now', 'US'],
    ['+12125552368 ext. 5', 'US'],
    ['+1 212 555 2368 999 999 999', 'US'],
    ['+999 123 456 789', 'US'],
    ['212 555 2368', 'XX'],
    ['2'.repeat(65), 'US'],
  ])('N2: %s, read in %s, is none', (text, country) => {
    expect(parsePhone(text, country)).toBeNull();
  });

  test('N2: what is read is E.164, and reads the same again anywhere', () => {
    const digits = fc.stringMatching(/^[2-9]\d{2}[2-9]\d{6}$/);
    fc.assert(
      fc.property(digits, fc.constantFrom('US', 'AT', 'GB', 'JP'), (text, elsewhere) => {
        const number = parsePhone(text, 'US');
        fc.pre(number !== null);
        expect(number).toMatch(/^\+[1-9]\d{6,14}$/);
        expect(parsePhone(number ?? '', elsewhere)).toBe(number);
      }),
    );
  });

  test('N2: any text is read or refused, and never throws', () => {
    fc.assert(
      fc.property(fc.string(), fc.string({ maxLength: 3 }), (text, country) => {
        const number = parsePhone(text, country);
        expect(number === null || /^\+\d+$/.test(number)).toBe(true);
      }),
    );
  });

  test('a country is one that has a numbering plan', () => {
    expect(['US', 'AT', 'VA'].every(isCountry)).toBe(true);
    expect(['us', 'XX', '', 'USA'].some(isCountry)).toBe(false);
  });
});

describe('an email address', () => {
  test.each([
    ['Ana@Example.COM', 'ana@example.com'],
    ["o'brien+tag@mail.example.org", "o'brien+tag@mail.example.org"],
    [`${'a'.repeat(64)}@example.com`, `${'a'.repeat(64)}@example.com`],
  ])('N2: %s is %s', (text, address) => {
    expect(parseEmail(text)).toBe(address);
  });

  test.each([
    '',
    'ana',
    '@example.com',
    'ana@',
    'ana@@example.com',
    'ana @example.com',
    'ana@example.com\r\nBcc: all@example.com',
    'ana@-example.com',
    `${'a'.repeat(65)}@example.com`,
    `a@${'a.'.repeat(130)}com`,
  ])('N2: %j is none', (text) => {
    expect(parseEmail(text)).toBeNull();
  });

  test('N2: what is read reads the same again', () => {
    fc.assert(
      fc.property(fc.emailAddress(), (text) => {
        const address = parseEmail(text);
        if (address !== null) expect(parseEmail(address)).toBe(address);
      }),
    );
  });
});
