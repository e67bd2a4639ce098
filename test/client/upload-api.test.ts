import { afterAll, beforeAll, expect, test } from 'vitest';
import { inHours } from '#test/support/builders';
import { listen } from '#test/support/listen';
import { startTestApp, type TestApp } from '#test/support/test-app';
import { createPunctual } from '../../src/client/create-punctual.ts';

const LINES = 3000;
// So that a piece ends within a line, and within a character.
const TEXT = 'Grüße 🎉 '.repeat(50);

let t: TestApp;
let server: Awaited<ReturnType<typeof listen>>;
beforeAll(async () => {
  t = await startTestApp();
  server = await listen(t.app.fetch);
});
afterAll(async () => {
  server.close();
  await t.stop();
});

async function* lines() {
  for (let n = 0; n < LINES; n++) {
    const to = n === 7 ? 'nobody' : `+1212555${1000 + n}`;
    yield `${JSON.stringify({ to, text: `${n} ${TEXT}` })}\n`;
  }
}

test('B1: an upload over connections that break is taken once, and told line by line', async () => {
  let requests = 0;
  const fetch: typeof globalThis.fetch = async (url, init) => {
    requests++;
    // Every other answer is lost, with what it says of the lines.
    const answer = await globalThis.fetch(url, init);
    if (init?.method !== 'PUT' || requests % 2 === 0) return answer;
    await answer.text();
    throw new TypeError('the connection broke');
  };
  const punctual = createPunctual({ url: server.url, key: t.adminKey, fetch });
  const defaults = { channel: 'sms' as const, sendAt: inHours(5) };
  const { id } = await punctual.batches.open({ defaults });
  const done = await punctual.batches.upload(id, lines(), { format: 'ndjson' });
  expect(done).toMatchObject({ lines: LINES, accepted: LINES - 1, rejected: 1 });
  expect(requests).toBeGreaterThan(2);
  expect((await punctual.batches.rejections(id).page()).data).toMatchObject([{ line: 8 }]);
  expect((await punctual.batches.close(id)).status).toBe('running');
  const recipients = new Set<string>();
  let count = 0;
  for await (const { to } of punctual.messages.export({ batchId: id })) {
    recipients.add(to);
    count++;
  }
  expect([count, recipients.size]).toEqual([LINES - 1, LINES - 1]);
  const again = await punctual.batches.list().page();
  expect(again.data).toMatchObject([{ id }]);
});
