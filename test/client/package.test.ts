import { execFile } from 'node:child_process';
import { access, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listen } from '#test/support/listen';
import { startTestApp, type TestApp } from '#test/support/test-app';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../', import.meta.url));
const tsc = join(root, 'node_modules/.bin/tsc');

let t: TestApp;
let server: Awaited<ReturnType<typeof listen>>;
let folder: string;
/** Where a program finds the package, as if it were installed. */
let installed: string;
beforeAll(async () => {
  t = await startTestApp();
  server = await listen(t.app.fetch);
  folder = await mkdtemp(join(tmpdir(), 'punctual-package-'));
  await run('npm', ['pack', '--pack-destination', folder], { cwd: root });
  const [tarball = ''] = (await readdir(folder)).filter((name) => name.endsWith('.tgz'));
  installed = join(folder, 'node_modules/punctual');
  await mkdir(installed, { recursive: true });
  await run('tar', ['-xzf', join(folder, tarball), '-C', installed, '--strip-components=1']);
});
afterAll(async () => {
  server.close();
  await rm(folder, { recursive: true, force: true });
  await t.stop();
});

const program = `
import { createPunctual, PunctualError } from 'punctual/client';

const [, , url = '', key = ''] = process.argv;
const punctual = createPunctual({ url, key });
const made = await punctual.messages.schedule({
  channel: 'sms',
  to: '+12125550123',
  text: 'Hello',
  sendAt: new Date(Date.now() + 3_600_000).toISOString(),
});
const status = 'scheduled';
const ids = [];
for await (const message of punctual.messages.export({ status: [status] })) ids.push(message.id);
const refusal = await punctual.messages.get('msg_1').catch((error) => error);
console.log(JSON.stringify([ids.length, ids[0] === made.id, refusal instanceof PunctualError]));
`;

test('the packed client works with plain node, and brings nothing along', async () => {
  await writeFile(join(folder, 'use.mjs'), program);
  const { stdout } = await run('node', ['use.mjs', server.url, t.adminKey], { cwd: folder });
  expect(JSON.parse(stdout)).toEqual([1, true, true]);
});

test('the packed client imports its own files alone, compiled', async () => {
  const client = join(installed, 'dist/client');
  const files = await readdir(client);
  expect(files.length).toBeGreaterThan(20);
  for (const file of files) {
    expect(file).toMatch(/\.(js|d\.ts)$/);
    const text = await readFile(join(client, file), 'utf8');
    expect(text, file).not.toMatch(/from '(?!\.\/)/);
    if (file.endsWith('.js')) expect(text, file).not.toMatch(/\.ts'/);
  }
});

test('the package has what its other programs need', async () => {
  const {
    bin,
    scripts,
    private: isPrivate,
  } = JSON.parse(await readFile(join(installed, 'package.json'), 'utf8'));
  expect([bin.punctual, isPrivate]).toEqual(['src/main.ts', true]);
  const afterInstall = scripts.postinstall.replace('node ', '');
  for (const file of [bin.punctual, afterInstall, 'db/migrations/meta/_journal.json']) {
    await access(join(installed, file));
  }
});

test('the packed client has its types, without those of Node', async () => {
  const typed = program
    .replace('import {', 'declare const process: { argv: string[] };\nimport {')
    .replace('const ids = []', 'const ids: string[] = []');
  const compilerOptions = {
    ...{ strict: true, noEmit: true, module: 'nodenext', moduleResolution: 'nodenext' },
    ...{ target: 'es2023', lib: ['es2023', 'dom', 'dom.asynciterable'], types: [] },
  };
  await writeFile(join(folder, 'use.mts'), typed);
  await writeFile(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ compilerOptions, include: ['use*.mts'] }),
  );
  for (const [index, code] of (await readExamples()).entries()) {
    await writeFile(join(folder, `use-${index}.mts`), code);
  }
  await run(tsc, ['-p', folder]);
  await writeFile(join(folder, 'use.mts'), typed.replace("text: 'Hello'", 'txet: 1'));
  await expect(run(tsc, ['-p', folder])).rejects.toMatchObject({
    stdout: expect.stringContaining("'txet' does not exist"),
  });
});

/** The README's examples of the client, with what a reader has besides. */
async function readExamples(): Promise<string[]> {
  const readme = await readFile(join(root, 'README.md'), 'utf8');
  const found = [...readme.matchAll(/^```ts\n(.*?)^```/gms)].map(([, code = '']) => code);
  return (
    found
      .filter((code) => code.includes('punctual.'))
      // Its types are not there: it is declared below.
      .map((code) => code.replace(/^import .* from 'node:fs';\n/m, ''))
      .map((code) =>
        [
          ...(code.includes('import {')
            ? []
            : [
                `import type { Punctual } from 'punctual/client';`,
                'declare const punctual: Punctual;',
              ]),
          'declare const PUNCTUAL_ADMIN_KEY: string;',
          'declare function createReadStream(name: string): AsyncIterable<Uint8Array>;',
          code,
        ].join('\n'),
      )
  );
}
