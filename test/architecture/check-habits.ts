import { exportsOf, type SourceFile, withoutComments } from './source-file.ts';

const LINES_MAX = 200;
// Nobody writes it, and nobody reads it from end to end.
const GENERATED = new Set(['src/client/api-types.ts']);
// Temporal takes a folder of workflows and of activities by one file each.
const BARRELS = new Set(['workflows/index.ts', 'activities/index.ts']);
// Programs that are run, and export nothing.
const PROGRAMS = new Set(['src/main.ts', 'src/local/download-with-sdk-child.ts']);
// Files that are about a noun, though one thing of it is all that others need so far.
const NOUNS = new Set([
  'src/domain/actor.ts',
  'src/domain/threading.ts',
  'src/domain/whatsapp-template.ts',
  'src/http/problem-schema.ts',
  'src/local/admin-key-file.ts',
  'src/log.ts',
  'db/outbox.ts',
  'workflows/policies.ts',
]);
const OPENS =
  /\bnew (Client|Worker|Pool|Registry)\(|(?<=^|[\s=(])(postgres|drizzle|serve|createServer|setInterval|setTimeout)\(|\.(connect|lazy|listen)\(/;

/** Habits that a file shows by itself, one line for each broken one. */
export function checkHabits(file: SourceFile): string[] {
  const code = withoutComments(file.text);
  const broken = [
    !GENERATED.has(file.path) &&
      file.text.split('\n').length - 1 > LINES_MAX &&
      `has more than ${LINES_MAX} lines`,
    isBarrel(file, code) && 'only hands on what others export',
    file.path !== 'src/env.ts' && /\bprocess\.env\b/.test(code) && 'reads process.env',
    /^export default\b/m.test(code) && 'has a default export',
    !isNamedAfterExport(file) && 'is not named after its export',
    opensAtModuleLevel(file, code) && 'opens something when it is loaded',
  ];
  return broken.flatMap((what) => (what ? [`${file.path} ${what}`] : []));
}

function isBarrel({ path }: SourceFile, code: string): boolean {
  if (BARRELS.has(path)) return false;
  const statements = code.split(/^(?=\S)/m).filter((part) => /^\w/.test(part));
  return (
    /\/index\.ts$/.test(path) ||
    (statements.length > 0 && statements.every((part) => /^export\b[^;]*\bfrom\b/s.test(part)))
  );
}

/**
 * A file of one export bears its name, less what a maker or a router adds: `clock.ts` may export
 * `startClock`, `senders.ts` `senderRoutes`. A file of several is a noun's, such as `errors.ts`.
 */
function isNamedAfterExport({ path, text }: SourceFile): boolean {
  const [only, ...more] = exportsOf({ path, text }).filter(({ isType }) => !isType);
  if (only === undefined || more.length > 0 || NOUNS.has(path) || BARRELS.has(path)) return true;
  const file = path.replace(/^.*\//, '').replace(/\.ts$/, '');
  const inSingular = (words: string) => `-${words}-`.replaceAll(/(?:(?<=ch)es|s)?-/g, '');
  return inSingular(toKebab(only.name)).includes(inSingular(file));
}

/** @example toKebab('startApi') // 'start-api' */
function toKebab(name: string): string {
  const words = /[a-z]/.test(name) ? name.replaceAll(/(?<=[a-z0-9])(?=[A-Z])/g, '-') : name;
  return words.replaceAll('_', '-').toLowerCase();
}

/** Whether a statement outside of all functions opens a connection, a timer or a server. */
function opensAtModuleLevel({ path }: SourceFile, code: string): boolean {
  if (PROGRAMS.has(path)) return false;
  const statements = code.split(/^(?=\S)/m);
  return statements.some((statement) => {
    if (/^await\b/.test(statement)) return true;
    const isValue = /^(export )?(const|let|var)\b/.test(statement) || /^[\w.]+\(/.test(statement);
    const head = statement.split(/=>|\bfunction\b/)[0] ?? '';
    return isValue && OPENS.test(head);
  });
}
