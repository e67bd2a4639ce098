import { expect, test } from 'vitest';
import { toPersonalVariables } from '#domain/templates/personal-variables';

const phone = (address: string, isPrimary = false) => ({
  kind: 'phone' as const,
  address,
  isPrimary,
});

test('N9: the documentation’s example', () => {
  expect(toPersonalVariables({ name: 'Ana Lima', firstName: null }, { plan: 'gold' })).toEqual({
    name: 'Ana Lima',
    plan: 'gold',
  });
});

test('N9: over the fields go the contact’s variables, over those the message’s', () => {
  const contact = {
    name: 'Ana Lima',
    firstName: 'Ana',
    timeZone: 'Europe/Vienna',
    addresses: [
      phone('+1'),
      phone('+2', true),
      { kind: 'email' as const, address: 'ana@example.com', isPrimary: false },
    ],
    variables: { firstName: 'Anita', plan: 'gold' },
  };
  expect(toPersonalVariables(contact, { plan: 'silver' })).toEqual({
    name: 'Ana Lima',
    firstName: 'Anita',
    phone: '+2',
    email: 'ana@example.com',
    timeZone: 'Europe/Vienna',
    plan: 'silver',
  });
});

test('N9: a variable called __proto__ is a variable, and changes nothing else', () => {
  const made = toPersonalVariables({ name: null }, JSON.parse('{ "__proto__": "x" }'));
  expect(Object.keys(made)).toEqual(['__proto__']);
  expect(({} as Record<string, unknown>).x).toBeUndefined();
});
