import { importsOf, resolveImport, type SourceFile } from './source-file.ts';

/** Every ring of files that import each other, types included, as `a -> b -> a`. */
export function checkCycles(
  files: readonly SourceFile[],
  aliases: Readonly<Record<string, string>>,
): string[] {
  const graph = new Map(
    files.map((file) => [
      file.path,
      importsOf(file).flatMap(
        ({ specifier }) => resolveImport(file.path, specifier, aliases) ?? [],
      ),
    ]),
  );
  const done = new Set<string>();
  return files.flatMap(({ path }) => findCycles(path, [], graph, done));
}

function findCycles(
  path: string,
  way: readonly string[],
  graph: ReadonlyMap<string, readonly string[]>,
  done: Set<string>,
): string[] {
  const start = way.indexOf(path);
  if (start >= 0) return [[...way.slice(start), path].join(' -> ')];
  if (done.has(path)) return [];
  const cycles = (graph.get(path) ?? []).flatMap((next) =>
    findCycles(next, [...way, path], graph, done),
  );
  done.add(path);
  return cycles;
}
