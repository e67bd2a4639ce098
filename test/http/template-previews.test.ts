import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { templateFilters } from '#domain/templates/template-filters';
import { availableTags } from '#domain/templates/template-rule';
import { buildMessage } from '#test/support/builders';
import { hostileTemplates, hostileVariables } from '#test/support/hostile-templates';
import { startTestApp, type TestApp } from '#test/support/test-app';

let t: TestApp;
beforeAll(async () => {
  t = await startTestApp();
});
afterAll(() => t.stop());

describe('POST /v1/messages/preview with templates', () => {
  test('N9: the example of README.md gives what README.md says', async () => {
    const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
    const section = readme.split('\n## Templates\n')[1]?.split('\n## ')[0] ?? '';
    const body = JSON.parse(/-d '([^']+)'/.exec(section)?.[1] ?? '');
    const said = /would be sent, `([^`]+)`/.exec(section)?.[1];
    const answer = await t.request('POST /v1/messages/preview', { body });
    expect([answer.status, answer.json.text]).toEqual([200, said]);
    const named = [...section.matchAll(/`(\w+)`/g)].map(([, name]) => name);
    for (const name of [...templateFilters.keys(), ...availableTags]) expect(named).toContain(name);
  });

  test('N9: shows what would be sent, and stores nothing', async () => {
    const before = await t.request('GET /v1/messages?limit=1');
    const answer = await t.request('POST /v1/messages/preview', {
      body: buildMessage({ text: 'Hi {{ name }} €', recipientName: 'Bo' }),
    });
    expect(answer.json).toMatchObject({
      text: 'Hi Bo €',
      segments: { encoding: 'GSM-7', count: 1, characters: 7 },
    });
    expect((await t.request('GET /v1/messages?limit=1')).json).toEqual(before.json);
  });

  test('N9: every hostile template is refused, or its result bounded', async () => {
    for (const { name, source, field, ends } of hostileTemplates) {
      const body = {
        channel: 'email',
        to: 'ana@example.com',
        subject: 'x',
        text: 'x',
        // The wire lets no half of a pair in.
        variables: { ...hostileVariables, half: '\ufffd' },
        [field]: source,
      };
      const answer = await t.request('POST /v1/messages/preview', { body });
      expect([200, 422], name).toContain(answer.status);
      if (answer.status === 422) {
        const pointers = answer.json.errors.map((it: { pointer: string }) => it.pointer);
        expect(pointers, name).toEqual([`/${field}`]);
        const code = ends === 'missing' ? 'variables_missing' : 'validation_failed';
        expect(answer.json.code, name).toBe(code);
      } else {
        expect(ends, name).toBe('rendered');
        expect(answer.json[field].length, name).toBeLessThanOrEqual(1_000_000);
      }
    }
    expect(t.logLines.filter((line) => JSON.parse(line).level >= 50)).toEqual([]);
  });
});
