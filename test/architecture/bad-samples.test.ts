import { describe, expect, test } from 'vitest';
import { checkCycles } from './check-cycles.ts';
import { checkHabits } from './check-habits.ts';
import { checkImports } from './check-imports.ts';
import { root } from './read-house.ts';
import { importsOf, readAliases } from './source-file.ts';

const aliases = readAliases(root);
const forbidden = [
  ['src/domain/a.ts', `import { z } from 'zod';`],
  ['src/domain/a.ts', `import { readFileSync } from 'node:fs';`],
  ['src/domain/a.ts', `import data from 'moment-timezone/data/packed/latest.json';`],
  ['src/domain/a.ts', `import type { Database } from '#db/connect';`],
  ['workflows/a.ts', `import { createActivities } from '#activities/index';`],
  ['workflows/a.ts', `import { timeZone } from '#domain/time-zone';`],
  ['workflows/a.ts', `import { setTimeout } from 'node:timers/promises';`],
  ['src/temporal/a.ts', `import { sink } from '#providers/sink';`],
  ['src/local/a.ts', `import { message } from '#domain/message';`],
  ['activities/a.ts', `import { createApp } from '#http/app';`],
  ['activities/a.ts', `import { scheduledMessage } from '../workflows/index.ts';`],
  ['db/a.ts', `import { scheduleMessage } from '#messages/schedule-message';`],
  ['db/a.ts', `import { env } from '#src/env';`],
  ['src/providers/a.ts', `import { connect } from '#db/connect';`],
  ['src/messages/a.ts', `import { z } from 'zod';`],
  ['src/messages/a.ts', `import { Client } from '@temporalio/client';`],
  ['src/messages/a.ts', `import { createDeliveries } from '#temporal/deliveries';`],
  ['src/contacts/a.ts', `const { Hono } = await import('hono');`],
  ['src/http/a.ts', `import { inWorkspace } from '#db/scope';`],
  ['src/http/a.ts', `export * from 'drizzle-orm';`],
  ['src/http/a.ts', `export { startApi } from '../runtime/start-api.ts';`],
  ['src/client/a.ts', `import type { Channel } from '#domain/message';`],
  ['src/client/a.ts', `import { readFile } from 'node:fs/promises';`],
  ['src/client/a.ts', `import { stringify } from 'csv-stringify/sync';`],
  ['src/runtime/a.ts', `import { start } from '../commands/start.ts';`],
  ['src/demo/a.ts', `import { schedule } from '#messages/schedule-message';`],
  ['src/runtime/a.ts', `import { createPunctual } from '#src/client/create-punctual';`],
  ['src/commands/a.ts', `import { main } from '../main.ts';`],
  ['src/commands/a.ts', `import { eventually } from '#test/support/eventually';`],
  ['src/commands/a.ts', `import {\n  a,\n  b,\n} from '../main.ts';`],
  ['src/utils/a.ts', ''],
] as const;

const allowed = [
  ['src/domain/time-zone.ts', `import data from 'moment-timezone/data/packed/latest.json';`],
  ['workflows/a.ts', `import type { Activities } from '../activities/index.ts';`],
  ['workflows/a.ts', `import { x } from '#domain/delivery';`],
  ['src/commands/a.ts', `import { createPunctual } from '#src/client/create-punctual';`],
  ['src/messages/a.ts', `import type { Deliveries } from '#temporal/deliveries';`],
  ['src/messages/a.ts', `import { type Deliveries } from '#temporal/deliveries';`],
  ['src/domain/a.ts', `// import { z } from 'zod';`],
  ['src/domain/a.ts', `/**\n * import { z } from 'zod';\n */`],
] as const;

describe('a file that breaks the law is found', () => {
  test.each(forbidden)('%s: %s', (path, text) => {
    expect(checkImports([{ path, text }], aliases)).toHaveLength(1);
  });

  test.each(allowed)('and this one is not: %s: %s', (path, text) => {
    expect(checkImports([{ path, text }], aliases)).toEqual([]);
  });

  test('every kind of import is seen', () => {
    const text = `
import 'a';
import b from 'b';
import * as c from "c";
import {
  d,
} from 'd';
import type { E } from 'e';
export { f } from 'f';
export * from 'g';
const h = await import('h');`;
    const seen = importsOf({ path: 'a.ts', text });
    expect(seen.map(({ specifier }) => specifier).sort()).toEqual([...'abcdefgh']);
    expect(seen.filter(({ isType }) => isType)).toEqual([{ specifier: 'e', isType: true }]);
  });

  test('a ring of three files is found once', () => {
    const files = [
      { path: 'db/a.ts', text: `import './b.ts';` },
      { path: 'db/b.ts', text: `import type { C } from '#db/c';` },
      { path: 'db/c.ts', text: `import { a } from './a.ts';` },
    ];
    expect(checkCycles(files, aliases)).toEqual(['db/a.ts -> db/b.ts -> db/c.ts -> db/a.ts']);
  });

  test.each([
    ['more than 200 lines', 'db/a.ts', '\n'.repeat(201)],
    ['only hands on', 'src/messages/index.ts', `export const x = 1;`],
    [
      'only hands on',
      'src/messages/all.ts',
      `export * from './a.ts';\nexport { b } from './b.ts';`,
    ],
    ['reads process.env', 'src/log.ts', `const level = process.env.LOG_LEVEL;`],
    ['default export', 'src/http/app.ts', `export default function app() {}`],
    ['not named after', 'src/messages/send.ts', `export function scheduleMessage() {}`],
    ['opens something', 'db/pool.ts', `export const pool = postgres('postgres://db');`],
    ['opens something', 'db/pool.ts', `export const pool = new Pool({\n  max: 1,\n});`],
    ['opens something', 'src/http/app.ts', `serve({ port: 1 });`],
    ['opens something', 'src/http/app.ts', `setInterval(() => {}, 1);`],
    ['opens something', 'src/http/app.ts', `await work();`],
  ])('%s: %s', (what, path, text) => {
    expect(checkHabits({ path, text }).join()).toContain(what);
  });

  test('what is opened inside of a function is not opened by loading the file', () => {
    const text = `export function connect() {\n  return postgres('postgres://db');\n}\n
export const open = () => postgres('postgres://db');\n`;
    expect(checkHabits({ path: 'db/connect.ts', text })).toEqual([]);
  });
});
