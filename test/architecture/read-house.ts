import { readdirSync, readFileSync } from 'node:fs';
import type { SourceFile } from './source-file.ts';

/** The root of the repository. */
export const root = new URL('../../', import.meta.url);

/** All TypeScript files below some folders of the repository. */
export function readHouse(...folders: string[]): SourceFile[] {
  return folders.flatMap((folder) =>
    readdirSync(new URL(`${folder}/`, root), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.tsx?$/.test(name))
      .map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
      .sort()
      .map((path) => ({ path, text: readFileSync(new URL(path, root), 'utf8') })),
  );
}
