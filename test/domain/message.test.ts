import { expect, test } from 'vitest';
import { channels, isEmail } from '#domain/message';

test('N1: email alone addresses a mailbox, every other channel a phone', () => {
  expect(channels.filter(isEmail)).toEqual(['email']);
});
