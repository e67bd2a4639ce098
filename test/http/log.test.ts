import { expect, test } from 'vitest';
import { createLogger } from '#src/log';

function collect() {
  const lines: string[] = [];
  const destination = { write: (line: string) => lines.push(line) };
  const toSafeError = (error: unknown) =>
    error instanceof Error && error.message.includes('INSERT') ? new Error('safe') : error;
  const log = createLogger({ level: 'info', toSafeError, destination });
  return { lines, log };
}

test('K3: what may hold an address, a body or a key is redacted, nested too', () => {
  const { lines, log } = collect();
  const secret = 'hush';
  log.info({ to: secret, text: secret, key: secret, message: { recipient: secret } }, 'a');
  log.info({ request: { headers: { authorization: secret } } }, 'b');
  expect(lines.length).toBe(2);
  expect(lines.join('')).not.toContain(secret);
});

test('an error has its type, message and stack, and its causes theirs, made safe', () => {
  const { lines, log } = collect();
  const unsafe = Object.assign(new Error('INSERT hush'), { parameters: ['hush'] });
  const error = Object.assign(new TypeError('no answer', { cause: unsafe }), { body: 'hush' });
  log.error({ err: error }, 'failed');
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({
    err: { type: 'TypeError', message: 'no answer', cause: { type: 'Error', message: 'safe' } },
  });
  expect(lines[0]).not.toContain('hush');
});

test('below its level the logger says nothing', () => {
  const { lines, log } = collect();
  log.debug('details');
  expect(lines).toEqual([]);
});
