import { execFile } from 'node:child_process';
import { chmod, copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));

interface Case {
  /** The status of each test. */
  statuses?: string[];
  /** A file of tests that could not be loaded. */
  broken?: boolean;
  /** Exit codes. */
  testCode?: number;
  checkCode?: number;
}

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'punctual-ci-'));
  for (const file of ['.ci/run', 'README.md']) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await copyFile(join(root, file), join(folder, file));
  }
});

afterEach(() => rm(folder, { recursive: true, force: true }));

async function place(name: string, script: string): Promise<void> {
  const path = join(folder, 'bin', name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, `#!/bin/sh\n${script}\n`);
  await chmod(path, 0o755);
}

/** Runs `.ci/run` with an npm that does nothing but answer as the case says. */
async function runCi({ statuses = [], broken = false, testCode = 0, checkCode = 0 }: Case) {
  const passed = statuses.filter((status) => status === 'passed').length;
  const assertionResults = statuses.map((status, index) => ({ fullName: `test ${index}`, status }));
  const testResults = [
    { name: 'a.test.ts', status: 'passed', assertionResults },
    ...(broken
      ? [{ name: 'b.test.ts', status: 'failed', message: 'no', assertionResults: [] }]
      : []),
  ];
  await writeFile(join(folder, 'r.json'), JSON.stringify({ numPassedTests: passed, testResults }));
  await place(
    'npm',
    `case "$*" in
  ci) ;;
  test*--outputFile.json=*) cp "${folder}/r.json" "\${5#*=}"; exit ${testCode} ;;
  "run check") exit ${checkCode} ;;
  *) echo "npm $*"; exit 9 ;;
esac`,
  );
  for (const name of ['chromium', 'curl', 'python3', 'java', 'mvn']) await place(name, 'exit 0');
  const { PATH = '', HOME = '' } = process.env;
  const env = { PATH: `${join(folder, 'bin')}:${dirname(process.execPath)}:${PATH}`, HOME };
  return new Promise<{ code: number; lines: string[] }>((resolve) => {
    execFile(join(folder, '.ci/run'), { env }, (error, stdout) =>
      resolve({ code: error ? 1 : 0, lines: stdout.trimEnd().split('\n') }),
    );
  });
}

describe('.ci/run', () => {
  test('passes when every test has, and ends with the counts', async () => {
    const { code, lines } = await runCi({ statuses: ['passed', 'passed'] });
    expect(lines.at(-1)).toBe('2 passed, 0 failed');
    expect(code).toBe(0);
  });

  test.each<[string, string, Case]>([
    ['a test that failed', '1 passed, 1 failed', { statuses: ['passed', 'failed'], testCode: 1 }],
    ['a test that was skipped', '1 passed, 1 failed', { statuses: ['passed', 'skipped'] }],
    ['a test that is yet to be written', '1 passed, 1 failed', { statuses: ['passed', 'todo'] }],
    ['a file that does not load', '1 passed, 1 failed', { statuses: ['passed'], broken: true }],
    ['no tests at all', '0 passed, 1 failed', {}],
    ['an error that no test shows', '1 passed, 1 failed', { statuses: ['passed'], testCode: 1 }],
    ['bad habits', '1 passed, 1 failed', { statuses: ['passed'], checkCode: 1 }],
  ])('fails for %s', async (_what, last, given) => {
    const { code, lines } = await runCi(given);
    expect(lines.at(-1)).toBe(last);
    expect(code).toBe(1);
  });

  test('names what was skipped', async () => {
    const { lines } = await runCi({ statuses: ['skipped'] });
    expect(lines).toContain('Skipped: test 0');
  });
});
