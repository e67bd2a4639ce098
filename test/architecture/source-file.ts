import { readFileSync } from 'node:fs';
import { posix } from 'node:path';

/** What one statement takes from another module. */
export interface ImportOf {
  /** As it is written. */
  specifier: string;
  /** `import type`, `export type`: gone when the program runs. */
  isType: boolean;
}

/** A file of the house, as text. */
export interface SourceFile {
  /** From the root of the repository, with slashes. */
  path: string;
  text: string;
}

const STATEMENT =
  /^(?:import|export)\s+(?<type>type\s)?(?<names>[^'";]*?)\s*from\s*['"](?<from>[^'"]+)['"]/gm;
const BARE = /^import\s+['"](?<from>[^'"]+)['"]/gm;
const DYNAMIC = /\bimport\(\s*['"](?<from>[^'"]+)['"]/g;

/** Every import, re-export and dynamic import of a file. */
export function importsOf({ text }: SourceFile): ImportOf[] {
  const code = withoutComments(text);
  const statements = [...code.matchAll(STATEMENT)].map(({ groups }) => ({
    specifier: groups?.from ?? '',
    isType: groups?.type !== undefined || areAllTypes(groups?.names ?? ''),
  }));
  const others = [...code.matchAll(BARE), ...code.matchAll(DYNAMIC)].map(({ groups }) => ({
    specifier: groups?.from ?? '',
    isType: false,
  }));
  return [...statements, ...others];
}

/** `{ type A, type B }`: nothing of it is left when the program runs. */
function areAllTypes(names: string): boolean {
  const inner = /^\{(.*)\}$/s.exec(names.trim())?.[1];
  if (inner === undefined) return false;
  const parts = inner.split(',').map((part) => part.trim());
  return parts.filter(Boolean).every((part) => part.startsWith('type '));
}

/** The code alone. Good for Biome's format, where a comment begins a line or follows a blank. */
export function withoutComments(text: string): string {
  return text.replace(/^\s*\/\*.*?\*\//gms, '').replace(/(^|\s)\/\/.*$/gm, '$1');
}

export interface ExportOf {
  name: string;
  isType: boolean;
}

const DECLARED =
  /^export\s+(?:abstract\s+|async\s+)*(?<kind>const|let|function\*?|class|interface|type|enum)\s+(?<name>\w+)/gm;
const LISTED = /^export\s+(?<type>type\s+)?\{(?<names>[^}]*)\}/gm;

/** What a file exports. */
export function exportsOf({ text }: SourceFile): ExportOf[] {
  const code = withoutComments(text);
  const declared = [...code.matchAll(DECLARED)].map(({ groups }) => ({
    name: groups?.name ?? '',
    isType: groups?.kind === 'interface' || groups?.kind === 'type',
  }));
  const listed = [...code.matchAll(LISTED)].flatMap(({ groups }) =>
    (groups?.names ?? '').split(',').map((part) => toExport(part, groups?.type !== undefined)),
  );
  return [...declared, ...listed].filter(({ name }) => name !== '');
}

function toExport(part: string, isType: boolean): ExportOf {
  const text = part.trim();
  const name = text.replace(/^type\s+/, '').replace(/^.*\sas\s+/, '');
  return { name, isType: isType || text.startsWith('type ') };
}

type Aliases = Readonly<Record<string, string>>;

/** `#db/*` and the like, as package.json has them. */
export function readAliases(root: URL): Aliases {
  const text = readFileSync(new URL('package.json', root), 'utf8');
  const { imports }: { imports: Aliases } = JSON.parse(text);
  return imports;
}

/** The path of a file of ours that a specifier means, or null where it means a package. */
export function resolveImport(from: string, specifier: string, aliases: Aliases): string | null {
  if (specifier.startsWith('.')) return posix.join(posix.dirname(from), specifier);
  for (const [alias, target] of Object.entries(aliases)) {
    const [head = '', tail = ''] = alias.split('*');
    if (!specifier.startsWith(head) || !specifier.endsWith(tail)) continue;
    return posix.normalize(target.replace('*', specifier.slice(head.length)));
  }
  return null;
}
