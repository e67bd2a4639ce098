import { existsSync, readFileSync } from 'node:fs';
import { Registry } from 'prom-client';
import { describe, expect, test } from 'vitest';
import { shippedZoneRules } from '#domain/time-zone';
import { createApp } from '#http/app';
import { createLogger } from '#src/log';
import { environmentSchema } from '../../src/env.ts';
import { readCompose, variablesOf } from './read-compose.ts';

const root = new URL('../../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), 'utf8');
const readme = read('README.md');
const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };

/** What is in backticks in the first column of the table below a heading. */
function firstColumnBelow(heading: string): string[] {
  const section = readme.split(`## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  const rows = section.split('\n').filter((line) => line.startsWith('| `'));
  return rows.flatMap((row) => [...(row.split(' | ')[0] ?? '').matchAll(/`([^`]+)`/g)].map(toText));
}

function toText(match: RegExpMatchArray): string {
  return match[1] ?? '';
}

describe('README.md', () => {
  test('begins with the two lines, which package.json has', () => {
    const lines = readme.split('\n').slice(0, 16);
    expect(lines).toContain('npm ci && npm start');
    expect(lines).toContain('npm ci && npm test');
    expect(Object.keys(scripts)).toEqual(expect.arrayContaining(['start', 'test']));
  });

  test('names only npm scripts that there are', () => {
    for (const path of ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', '.ci/run']) {
      const named = [...read(path).matchAll(/npm run ([\w:]+)/g)].map(toText);
      for (const name of named) expect(Object.keys(scripts), path).toContain(name);
    }
  });

  test('names only commands that the program has, and all of them', () => {
    const main = read('src/main.ts');
    const known = [...main.matchAll(/\.command\('([\w ]+?)(?: <\w+>)?'\)/g)].map(toText);
    const named = firstColumnBelow('Command line').map((command) => command.split(' ')[0]);
    expect([...new Set(named)].sort()).toEqual(known.filter((name) => name !== 'create').sort());
    const used = [...readme.matchAll(/\bpunctual ([a-z]+)\b(?=[^:]*\n|`)/g)].map(toText);
    for (const command of used) expect(known).toContain(command);
  });

  test('lists the endpoints that the OpenAPI document has', async () => {
    expect(firstColumnBelow('Endpoints').sort()).toEqual((await readEndpoints()).sort());
  });

  test('lists the variables that the program reads', () => {
    expect(firstColumnBelow('Configuration')).toEqual(Object.keys(environmentSchema.shape));
  });

  test('names only variables that the program or Compose reads', () => {
    const known = [
      ...Object.keys(environmentSchema.shape),
      ...variablesOf(read('docker-compose.yml')),
      // Of Node itself.
      'NODE_OPTIONS',
    ];
    const named = [...readme.matchAll(/\b[A-Z][A-Z]+(?:_[A-Z]+)+\b/g)].map(([name]) => name);
    for (const name of named) expect(known).toContain(name);
    expect(Object.keys(readCompose().services)).toContain('api');
  });

  test('leads to files and folders that are there', () => {
    const links = [...readme.matchAll(/\]\(([^)#:]+)\)/g)].map(toText);
    const folders = [
      ...firstColumnBelow('The code, by folder'),
      ...readme.matchAll(/`(test\/\w+)`/g),
    ];
    for (const path of [
      ...links,
      ...folders.map((each) => (typeof each === 'string' ? each : toText(each))),
    ]) {
      expect(existsSync(new URL(path, root)), path).toBe(true);
    }
  });

  test('shows every folder of the source', () => {
    const shown = firstColumnBelow('The code, by folder');
    const { imports } = JSON.parse(read('package.json')) as { imports: Record<string, string> };
    const folders = Object.values(imports).map((target) => target.slice(2).replace(/\/\*.*$/, ''));
    expect(folders.filter((folder) => folder !== 'src' && !shown.includes(folder))).toEqual([]);
  });

  test('is what .ci/run takes its line from', () => {
    expect(read('.ci/run')).toContain(`grep -m 1 -o 'npm ci && npm test' README.md`);
  });
});

test('nothing that is told to people names a machine', () => {
  const files = [
    'README.md',
    'CONTRIBUTING.md',
    'CHANGELOG.md',
    'docker-compose.yml',
    'Dockerfile',
  ];
  for (const file of files) expect(read(file), file).not.toMatch(/\/root\b|\/work\b|\/home\b/);
});

/** `POST /v1/messages` and so on, of an app that is never called. */
async function readEndpoints(): Promise<string[]> {
  const never = () => Promise.reject(new Error('never called'));
  const app = createApp({
    authenticate: never,
    transact: never,
    toAppError: () => null,
    readiness: never,
    hasImessage: never,
    receipts: { readers: {}, record: never },
    unsubscribing: { knows: never, unsubscribe: never },
    webhookPoster: { check: () => null, post: never },
    messageDeps: { zoneRules: shippedZoneRules() },
    metrics: new Registry(),
    log: createLogger({ level: 'silent', toSafeError: (error) => error }),
    version: '0.0.0',
  });
  const answer = await app.request('/openapi.json');
  const { paths } = (await answer.json()) as { paths: Record<string, object> };
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
  );
}
