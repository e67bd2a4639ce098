import { execFile } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildContact, inHours } from '#test/support/builders';
import { listen } from '#test/support/listen';
import { startTestApp, type TestApp } from '#test/support/test-app';
import { type ClientOptions, createPunctual } from '../../src/client/create-punctual.ts';

const run = promisify(execFile);
const root = new URL('../../', import.meta.url);
const secret = `whsec_${Buffer.from('a secret of twenty-four b').toString('base64')}`;
const body = '{"type":"message.sent"}';

let t: TestApp;
let server: Awaited<ReturnType<typeof listen>>;
let folder: string;
beforeAll(async () => {
  t = await startTestApp();
  server = await listen(t.app.fetch);
  folder = await mkdtemp(join(tmpdir(), 'punctual-examples-'));
  await writeFile(join(folder, 'reminders.csv'), 'to,text\n+12125550123,Hello\n');
});
afterAll(async () => {
  server.close();
  await rm(folder, { recursive: true, force: true });
  await t.stop();
});

/** The README's fenced examples in one language; a date that will have passed is in the future. */
async function readExamples(language: string): Promise<string[]> {
  const readme = await readFile(new URL('README.md', root), 'utf8');
  const found = readme.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms'));
  return [...found].map(([, code = '']) => inFuture(code));
}

function inFuture(code: string): string {
  return code.replaceAll('2027-01-15', inHours(24 * 40).slice(0, 10));
}

/** Runs code as a reader would, against the API of this test; what it prints. */
async function runCode(code: string): Promise<unknown[][]> {
  const printed: unknown[][] = [];
  const id = 'evt_1';
  const at = new Date();
  const given = {
    createPunctual: (options: ClientOptions) => createPunctual({ ...options, ...reach() }),
    punctual: createPunctual(reach()),
    createReadStream: (name: string) => createReadStream(join(folder, name)),
    console: { log: (...words: unknown[]) => printed.push(words) },
    ...{ Webhook, secret, PUNCTUAL_ADMIN_KEY: t.adminKey },
    request: new Request('http://x', {
      ...{ method: 'POST', body },
      headers: {
        'webhook-id': id,
        'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
        'webhook-signature': new Webhook(secret).sign(id, at, body),
      },
    }),
  };
  const lines = code.replaceAll(/^import .*$/gm, '');
  // In a block, so that it may declare what it is given.
  const program = `return (async () => { ${lines} })();`;
  await new Function(...Object.keys(given), program)(...Object.values(given));
  return printed;
}

const reach = () => ({ url: server.url, key: t.adminKey, maxTries: 1 });

describe('README.md: the examples', () => {
  test('are all in languages that are run here, or are commands', async () => {
    const readme = await readFile(new URL('README.md', root), 'utf8');
    const all = [...readme.matchAll(/^```(\w*)\n/gm)].map(([, language]) => language);
    const languages = all.filter((language) => language !== '');
    expect(languages.length * 2).toBe(all.length);
    for (const language of languages) expect(['sh', 'ts', 'json', 'csv']).toContain(language);
  });

  test('of curl are answered well', async () => {
    const commands = (await readExamples('sh')).flatMap((code) => code.trim().split('\n\n'));
    const calls = commands.filter((command) => command.startsWith('curl '));
    expect(calls.length).toBeGreaterThanOrEqual(2);
    const [csv = ''] = await readExamples('csv');
    const environment = { ...process.env, PUNCTUAL_ADMIN_KEY: t.adminKey, BATCH: '' };
    for (const call of calls) {
      const [, upload] = /-T (\S+)/.exec(call) ?? [];
      if (upload) await writeFile(join(folder, upload), csv);
      const here = call.replaceAll('http://127.0.0.1:3000', server.url);
      const { stdout } = await run('sh', ['-c', `${here} -s -w '\n%{http_code}'`], {
        cwd: folder,
        env: environment,
      });
      expect(stdout.split('\n').at(-1), call + stdout).toMatch(/^20[012]$/);
      // What the reader takes from the answer before.
      environment.BATCH = /"id":"(bat_[^"]+)"/.exec(stdout)?.[1] ?? environment.BATCH;
    }
  });

  test('of the preview say what the README says that they do', async () => {
    const [call = ''] = (await readExamples('sh')).filter((code) => code.includes('/preview'));
    const [, sent = ''] = /-d '(.*)'/s.exec(call) ?? [];
    const { json } = await t.request('POST /v1/messages/preview', { raw: sent });
    const readme = await readFile(new URL('README.md', root), 'utf8');
    expect(readme).toContain(`what would be sent, \`${json.text}\``);
  });

  test('of JSON are bodies of messages', async () => {
    const contact = await t.request('POST /v1/contacts', { body: buildContact() });
    const bodies = await readExamples('json');
    expect(bodies.length).toBeGreaterThanOrEqual(1);
    for (const example of bodies) {
      const raw = example.replace('con_...', contact.json.id);
      expect((await t.request('POST /v1/messages', { raw })).status, example).toBe(201);
    }
  });

  test('of TypeScript run', async () => {
    const examples = await readExamples('ts');
    expect(examples.length).toBeGreaterThanOrEqual(3);
    const failed = { code: 'number_unknown', detail: 'x' };
    await t.request('POST /v1/messages', {
      body: { channel: 'sms', to: '+12125550124', text: 'x', sendAt: inHours(1) },
    });
    await t.database.connection.sql`UPDATE messages SET status = 'failed',
      failure_code = ${failed.code}, failure_detail = ${failed.detail} WHERE recipient = '+12125550124'`;
    const printed: unknown[][] = [];
    for (const example of examples) printed.push(...(await runCode(example)));
    expect(printed[0]).toEqual([expect.stringMatching(/^msg_/), failed.code]);
    expect(printed.length).toBeGreaterThan(2);
  });
});

describe('the docstrings of the client: the examples', () => {
  test('run', async () => {
    const folderOfClient = new URL('src/client/', root);
    const examples: string[] = [];
    for (const file of await readdir(folderOfClient)) {
      const text = await readFile(new URL(file, folderOfClient), 'utf8');
      for (const [, example = ''] of text.matchAll(/@example\n(.*?)\*\//gs)) {
        examples.push(inFuture(example.replaceAll(/^\s*\* ?/gm, '')));
      }
    }
    expect(examples.length).toBeGreaterThanOrEqual(5);
    for (const example of examples) await runCode(example);
  });
});
