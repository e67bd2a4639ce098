import { expect, test } from 'vitest';
import { quote } from '#domain/quote';

test('K2: up to 64 characters are quoted whole, more are cut', () => {
  expect(quote('Mars/Olympus')).toBe('"Mars/Olympus"');
  expect(quote('x'.repeat(64))).toBe(`"${'x'.repeat(64)}"`);
  expect(quote('x'.repeat(65))).toBe(`"${'x'.repeat(64)}"...`);
  expect(quote('\u{1f552}'.repeat(64))).toBe(`"${'\u{1f552}'.repeat(64)}"`);
  expect(quote('\u{1f552}'.repeat(65))).toBe(`"${'\u{1f552}'.repeat(64)}"...`);
});

test('K2: quotes and control characters are escaped', () => {
  expect(quote('a"\n\u0000')).toBe('"a\\"\\n\\u0000"');
});
