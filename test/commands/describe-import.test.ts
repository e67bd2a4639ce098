import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { describeImport } from '../../src/commands/batch/describe-import.ts';

test('B1: a file is known again by a later version: its key is what it always was', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'punctual-key-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, 'f.csv');
  await writeFile(path, 'to,text\n+12125550101,Hello\n');
  const { idempotencyKey } = await describeImport(path, {});
  expect(idempotencyKey).toBe(
    'import-07dc6018d1cb015d404ed6e06572fb3a4fde2a518e6ab0be7cf7d88c5ef66848',
  );
});
