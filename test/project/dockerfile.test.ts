import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { copiesOf, readDockerfile } from './read-dockerfile.ts';

const root = new URL('../../', import.meta.url);
const instructions = readDockerfile();
const sources = copiesOf(instructions).flatMap((copy) => copy.sources);
const valuesOf = (name: string) =>
  instructions.filter((each) => each.name === name).map(({ value }) => value);

describe('Dockerfile', () => {
  test.each(sources)('copies %s, which is there and not ignored', (source) => {
    const ignored = readFileSync(new URL('.dockerignore', root), 'utf8');
    expect(existsSync(new URL(source, root))).toBe(true);
    expect(ignored.split('\n')).toContain(`!${source}`);
  });

  test('has a build stage, and a last stage that runs as nobody special', () => {
    const images = valuesOf('FROM');
    expect(images).toHaveLength(2);
    for (const image of images) expect(image).toMatch(/^node:20\.\d+\.\d+-\w+-slim\b/);
    expect(valuesOf('USER')).toEqual(['node']);
  });

  test('installs exactly what the lockfile says, without what only developers need', () => {
    expect(valuesOf('RUN').join()).toContain('npm ci --omit=dev');
  });

  test('says how it is checked, and runs what npm start runs', () => {
    expect(valuesOf('HEALTHCHECK').join()).toContain('/livez');
    const entry: string[] = JSON.parse(valuesOf('ENTRYPOINT').join());
    const { scripts } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'));
    // `exec`: the signal that stops npm reaches the program.
    expect(`exec ${entry.join(' ')} start`).toBe(scripts.start);
  });

  test('has every folder that the aliases of package.json lead to', () => {
    const { imports } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'));
    const folders = Object.values<string>(imports).map((target) => target.split('/')[1]);
    expect(sources).toEqual(expect.arrayContaining(folders.filter((folder) => folder !== 'test')));
  });
});
