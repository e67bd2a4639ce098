import { exceptions, type Room, rooms, workflowsMayTake } from './import-law.ts';
import { type ImportOf, importsOf, resolveImport, type SourceFile } from './source-file.ts';

type Aliases = Readonly<Record<string, string>>;

/** Every import that the law forbids, one line each. */
export function checkImports(files: readonly SourceFile[], aliases: Aliases): string[] {
  return files.flatMap((file) => {
    const room = roomOf(file.path);
    if (room === null) return [`${file.path} is in no room of the house`];
    return importsOf(file).flatMap((each) => {
      const target = resolveImport(file.path, each.specifier, aliases);
      const why = target === null ? checkPackage(file, room, each) : checkRoom(room, each, target);
      return why === null ? [] : [`${file.path} imports ${each.specifier}: ${why}`];
    });
  });
}

function roomOf(path: string): Room | null {
  return rooms.find(({ holds }) => holds.test(path)) ?? null;
}

function checkPackage({ path }: SourceFile, room: Room, { specifier }: ImportOf): string | null {
  const isExcepted = exceptions.some(({ files, from }) => files.test(path) && from.test(specifier));
  const isAllowed = isExcepted || room.packages.some((allowed) => allowed.test(specifier));
  return isAllowed ? null : `no package of ${room.name}`;
}

function checkRoom(room: Room, { isType }: ImportOf, target: string): string | null {
  const other = roomOf(target);
  if (other === null) return 'leads out of the house';
  if (other.name === room.name) return null;
  if (isType && room.types?.includes(other.name)) return null;
  if (!room.rooms.includes(other.name)) return `${room.name} may not import ${other.name}`;
  const isForWorkflows = workflowsMayTake.some((allowed) => allowed.test(target));
  if (room.name === 'workflows' && !isForWorkflows) return 'workflows take less of the domain';
  return null;
}
