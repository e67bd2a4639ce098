import { expect, test } from 'vitest';
import { decideUsualRecipient } from '#domain/decide-usual-recipient';

const list = (...primaries: boolean[]) =>
  primaries.map((isPrimary, at) => ({ address: `+1212555010${at}`, isPrimary }));

test.each([
  [list(), null, null],
  [list(), '+12125550100', null],
  [list(true), null, { address: '+12125550100', chosenBy: 'primary' }],
  [list(true, false), '+12125550101', { address: '+12125550101', chosenBy: 'last_used' }],
  [list(false, true), '+12125550100', { address: '+12125550100', chosenBy: 'last_used' }],
  [list(false, true), '+12125550199', { address: '+12125550101', chosenBy: 'primary' }],
  [list(false, false), null, { address: '+12125550100', chosenBy: 'primary' }],
])('N6: of %j with %j last used it is %j', (known, lastUsed, expected) => {
  expect(decideUsualRecipient(known, lastUsed)).toEqual(expected);
});
