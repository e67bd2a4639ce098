import { chmod, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Environment } from './environment.ts';
import { runTool } from './run-tool.ts';

/** What `@temporalio/testing` knows how to download, and under which version. */
interface SdkDownload {
  kind: 'dev-server' | 'time-skipping';
  version: string;
  environment: Environment;
  signal?: AbortSignal | undefined;
}

/** Downloads a server into a path; rejects when it cannot. */
export type Download = (wanted: SdkDownload, to: string) => Promise<void>;

const TIMEOUT_MS = 60_000;

/**
 * Lets the SDK download a server. It only knows how to download *and start* one, and cannot be
 * interrupted: so a child process does it, which has a minute, and the file is taken from there.
 *
 * @throws Error when nothing is downloaded; the message says why.
 */
export const downloadWithSdk: Download = async (wanted, to) => {
  const folder = await mkdtemp(join(tmpdir(), 'punctual-download-'));
  const child = fileURLToPath(new URL('./download-with-sdk-child.ts', import.meta.url));
  const loader = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
  const request = JSON.stringify({ kind: wanted.kind, version: wanted.version, folder });
  try {
    await runTool({
      file: process.execPath,
      args: ['--import', loader, child, request],
      env: wanted.environment,
      timeoutMs: TIMEOUT_MS,
      signal: wanted.signal,
    });
    await takeOnlyFile(folder, to);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

async function takeOnlyFile(folder: string, to: string): Promise<void> {
  const names = await readdir(folder);
  const name = names.find((each) => !each.endsWith('.downloading'));
  if (name === undefined) throw new Error('the SDK downloaded nothing');
  await chmod(join(folder, name), 0o755);
  await rename(join(folder, name), to);
}
