import { cp, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { copiesOf, readDockerfile } from '../project/read-dockerfile.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

export interface ImageTree {
  path: string;
  remove(): Promise<void>;
}

/** A folder with what the Dockerfile copies and nothing else: what runs there, runs in the image. */
export async function createImageTree(): Promise<ImageTree> {
  const path = await mkdtemp(join(tmpdir(), 'punctual-image-'));
  for (const { sources, target } of copiesOf(readDockerfile())) {
    for (const source of sources) {
      const to = target.endsWith('/') ? join(path, target, source) : join(path, target);
      await cp(join(root, source), to, { recursive: true });
    }
  }
  await symlink(join(root, 'node_modules'), join(path, 'node_modules'));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}
