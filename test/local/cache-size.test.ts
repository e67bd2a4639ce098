import { expect, test } from 'vitest';
import { cacheSizeMb } from '#local/cache-size';

const GB = 1_073_741_824;

test.each([
  [0.5 * GB, 128],
  [4 * GB, 256],
  [24 * GB, 1_024],
])('of %i bytes PostgreSQL keeps tables in %i MB', (memory, megabytes) => {
  expect(cacheSizeMb(memory)).toBe(megabytes);
});

test('of this machine, what its settings allow', () => {
  expect(cacheSizeMb()).toBeGreaterThanOrEqual(128);
  expect(cacheSizeMb()).toBeLessThanOrEqual(1_024);
});
