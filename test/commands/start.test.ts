import { execFile } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readAdminKey } from '#local/admin-key-file';
import { choosePort } from '#local/choose-port';
import { findOnPath } from '#local/find-on-path';
import { createImageTree, type ImageTree } from './create-image-tree.ts';
import { runCommand } from './run-command.ts';

const UP = 'Ctrl-C stops everything';
const LONG_MS = 240_000;
const run = promisify(execFile);
const hasCurl = findOnPath('curl', process.env) !== null;

let tree: ImageTree;
let folder: string;
let environment: Record<string, string>;

beforeAll(async () => {
  tree = await createImageTree();
  folder = await mkdtemp(join(tmpdir(), 'punctual-start-'));
  // Started by root, PostgreSQL runs as another user, who must be able to pass through.
  await chmod(folder, 0o711);
  environment = { DATA_DIR: join(folder, 'state'), PORT: String(await choosePort()) };
});

afterAll(async () => {
  await tree.remove();
  await rm(folder, { recursive: true, force: true });
});

async function runToEnd(...args: string[]) {
  const command = runCommand(tree.path, args, environment);
  return { code: await command.exited, output: command.output() };
}

describe('punctual start, with servers of its own', () => {
  test(
    'before it, the others say what to do',
    async () => {
      const [doctor, demo, workspace] = await Promise.all([
        runToEnd('doctor'),
        runToEnd('demo'),
        runToEnd('workspace', 'create', 'Acme'),
      ]);
      expect(doctor.code, doctor.output).toBe(0);
      expect(doctor.output).toContain('not running: punctual start brings its own');
      expect(demo).toMatchObject({ code: 1 });
      expect(demo.output).toContain('run npm start first');
      expect(workspace).toMatchObject({ code: 1 });
      expect(workspace.output).toContain('run punctual start first');
    },
    LONG_MS,
  );

  test(
    'it comes up, and the other commands work on it',
    async () => {
      const started = runCommand(tree.path, ['start'], environment);
      try {
        await started.untilItSays(UP);
        expect(started.output().split('\n').length).toBeLessThan(24);

        const doctor = await runToEnd('doctor', '--json');
        expect(doctor.code, doctor.output).toBe(0);
        const { findings } = JSON.parse(doctor.output) as { findings: { status: string }[] };
        expect(findings.every(({ status }) => status === 'ok')).toBe(true);

        const first = await runToEnd('workspace', 'create', 'Acme');
        expect(first.code, first.output).toBe(0);
        const key = /pk_\S+/.exec(first.output)?.[0];
        expect(await readWorkspaceName(key ?? '')).toBe('Acme');
        const again = await runToEnd('workspace', 'create', 'Acme');
        expect(again.code).toBe(1);
        expect(again.output).toContain('there is a workspace "Acme" already');

        const demo = await runToEnd('demo');
        expect(demo.code, demo.output).toBe(0);
        expect(demo.output).toContain('All 6 messages did as they were told');
      } finally {
        expect(await started.stop('SIGINT'), started.output()).toBe(0);
      }
    },
    LONG_MS,
  );

  test.runIf(hasCurl)(
    'the next start finds everything, and its curl lines work (needs curl)',
    async () => {
      const started = runCommand(tree.path, ['start'], environment);
      try {
        await started.untilItSays(UP);
        const lines = started.output().match(/^ {2}curl .*$/gm) ?? [];
        expect(lines).toHaveLength(3);
        const answers: unknown[] = [];
        // One after the other, as they are pasted: the second lists what the first made.
        for (const line of lines) {
          const { stdout } = await run('sh', ['-c', line]);
          answers.push(JSON.parse(stdout));
        }
        expect(answers[0]).toMatchObject({ channel: 'sms', status: 'scheduled' });
        // Six of the demo before the stop, and this one.
        expect(answers[1]).toMatchObject({ data: { length: 7 } });
        expect(answers[2]).toHaveProperty('data');
      } finally {
        expect(await started.stop('SIGTERM'), started.output()).toBe(0);
      }
    },
    LONG_MS,
  );

  test(
    'after its key was rotated and the overlap is over, it prints no key, and says why',
    async () => {
      const key = await readAdminKey(environment.DATA_DIR ?? '');
      const before = runCommand(tree.path, ['start'], environment);
      try {
        await before.untilItSays(UP);
        const { data } = (await ask(key, 'GET', '/v1/keys')) as { data: { id: string }[] };
        await ask(key, 'POST', `/v1/keys/${data[0]?.id}/rotate`, { overlap: 'PT1S' });
      } finally {
        expect(await before.stop('SIGTERM'), before.output()).toBe(0);
      }
      // Stopping and starting takes longer than the overlap.
      const after = runCommand(tree.path, ['start'], environment);
      try {
        await after.untilItSays(UP);
        expect(after.output()).toContain('admin-key has expired or was deleted, and opens nothing');
        expect(after.output()).not.toContain(key);
      } finally {
        expect(await after.stop('SIGTERM'), after.output()).toBe(0);
      }
    },
    LONG_MS,
  );

  test('an address that cannot be listened on is named by doctor', async () => {
    const unusual = { ...environment, PORT: '1', HOST: '203.0.113.1' };
    const doctor = runCommand(tree.path, ['doctor'], unusual);
    expect(await doctor.exited).toBe(1);
    expect(doctor.output()).toContain('cannot be listened on');
  });
});

async function readWorkspaceName(key: string): Promise<string> {
  return ((await ask(key, 'GET', '/v1/workspace')) as { name: string }).name;
}

async function ask(key: string, method: string, path: string, body?: object): Promise<unknown> {
  const answer = await fetch(`http://127.0.0.1:${environment.PORT}${path}`, {
    method,
    headers: { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status}`);
  return answer.json();
}
