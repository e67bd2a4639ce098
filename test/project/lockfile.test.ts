import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

interface Locked {
  packages: Record<string, { optionalDependencies?: Record<string, string> }>;
}

const root = new URL('../../', import.meta.url);
const { packages }: Locked = JSON.parse(readFileSync(new URL('package-lock.json', root), 'utf8'));

/** Where npm may have put what a package needs: in it, or in a folder above. */
function placesOf(path: string, name: string): string[] {
  const above = path.split(/(?=\/?node_modules\/)/).map((_, index, all) => all.slice(0, index + 1));
  return ['', ...above.map((parts) => `${parts.join('')}/`)].map(
    (at) => `${at}node_modules/${name}`,
  );
}

// `npm ci` refuses a lockfile that lacks one, though it would install none of them: a lockfile
// that was written where a registry lacks other platforms' packages has to be completed.
test('the lockfile has every optional package, those of other platforms too', () => {
  const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter((name) =>
      placesOf(path, name).every((place) => packages[place] === undefined),
    ),
  );
  expect(missing).toEqual([]);
});
