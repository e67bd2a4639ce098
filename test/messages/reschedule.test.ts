import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AppError } from '#domain/errors';
import { createRecordingProvider, type RecordingProvider } from '#test/support/recording-provider';
import { startTestSystem, type TestSystem } from '#test/support/test-system';
import { untilActivityRuns } from '#test/support/workflow-progress';

const HOUR_MS = 3_600_000;

let system: TestSystem;
let provider: RecordingProvider;

beforeAll(async () => {
  provider = createRecordingProvider();
  system = await startTestSystem({ provider });
});
afterAll(() => system.stop());

async function expectSentOnceAt(id: string, sendAt: string): Promise<void> {
  const row = await system.untilStatus(id, 'sent');
  expect(row.sendAt).toEqual(new Date(sendAt));
  const calls = provider.callsFor(id);
  expect(calls).toHaveLength(1);
  const lateMs = (calls[0]?.atMs ?? 0) - row.sendAt.getTime();
  expect(lateMs).toBeGreaterThanOrEqual(0);
  // Sooner than at any of the later times that it was given before.
  expect(lateMs).toBeLessThan(10_000);
  await system.untilWorkflow(id, 'COMPLETED');
}

test('C2: moved later and earlier again and again, the last one wins', async () => {
  const { id } = await system.schedule({ sendAt: system.inMs(HOUR_MS) });
  await system.untilWorkflow(id, 'RUNNING');
  for (const ms of [2 * HOUR_MS, HOUR_MS, 3 * HOUR_MS, 60_000, 24 * HOUR_MS]) {
    await system.edit(id, { sendAt: system.inMs(ms) });
  }
  await sleep(300);
  await system.edit(id, { sendAt: system.inMs(30_000) });
  const last = system.inMs(4_500);
  await system.edit(id, { sendAt: last });
  await expectSentOnceAt(id, last);
  const moved = (await system.events(id)).filter((event) => event.kind === 'rescheduled');
  expect(moved).toHaveLength(7);
});

test('C2: moved later in its last three seconds, it is not sent at the old time', async () => {
  const { id } = await system.schedule({ sendAt: system.inMs(2_500) });
  await untilActivityRuns(system, id);
  const last = system.inMs(6_000);
  await system.edit(id, { sendAt: last });
  await expectSentOnceAt(id, last);
});

test('C2: moved earlier in its last three seconds, it goes at the new time', async () => {
  const { id } = await system.schedule({ sendAt: system.inMs(2_900) });
  await untilActivityRuns(system, id);
  const last = system.inMs(1_000);
  await system.edit(id, { sendAt: last });
  await expectSentOnceAt(id, last);
});

test('C2: moved to and fro in its last three seconds, the last one wins', async () => {
  const { id } = await system.schedule({ sendAt: system.inMs(2_900) });
  await untilActivityRuns(system, id);
  for (const ms of [60_000, 1_500, 90_000, 2_000, 30_000]) {
    await system.edit(id, { sendAt: system.inMs(ms) });
  }
  const last = system.inMs(2_500);
  await system.edit(id, { sendAt: last });
  await expectSentOnceAt(id, last);
});

test('C2: with a stale version nothing changes, over HTTP with 412', async () => {
  const { id, version } = await system.schedule({ sendAt: system.inMs(HOUR_MS) });
  await system.edit(id, { text: 'newer' }, version);
  const before = await system.row(id);
  const stale = system.edit(id, { sendAt: system.inMs(5 * HOUR_MS) }, version);
  await expect(stale).rejects.toMatchObject({ code: 'version_mismatch' });
  const answer = await system.app.request(`/v1/messages/${id}`, {
    method: 'PATCH',
    headers: {
      Authorization: `Bearer ${system.key}`,
      'Content-Type': 'application/json',
      'If-Match': `"${version}"`,
    },
    body: JSON.stringify({ text: 'stale' }),
  });
  expect(answer.status).toBe(412);
  const after = await system.row(id);
  expect({ version: after.version, text: after.text, sendAt: after.sendAt }).toEqual({
    version: before.version,
    text: before.text,
    sendAt: before.sendAt,
  });
});

test('C2: of 20 edits of one version at once, one is made', async () => {
  const { id } = await system.schedule({ sendAt: system.inMs(HOUR_MS) });
  const edits = Array.from({ length: 20 }, (_, index) =>
    system.edit(id, { text: `edit ${index}` }, 1).then(
      () => 'made',
      (error: AppError) => error.code,
    ),
  );
  const answers = await Promise.all(edits);
  expect(answers.filter((answer) => answer === 'made')).toHaveLength(1);
  expect(answers.filter((answer) => answer === 'version_mismatch')).toHaveLength(19);
});

test('C2: of 200 edits that race with the claim, none mixes old and new', {
  timeout: 120_000,
}, async () => {
  const COUNT = 200;
  const firstMs = system.core.clock.nowMs() + 5_000;
  const at = (index: number) => new Date(firstMs + index * 60).toISOString();
  const messages: { id: string; sendAt: Date }[] = [];
  for (let index = 0; index < COUNT; index += 10) {
    const ten = Array.from({ length: 10 }, (_, more) =>
      system.schedule({ text: 'old', sendAt: at(index + more) }),
    );
    messages.push(...(await Promise.all(ten)));
  }
  const answers = await Promise.all(messages.map((message) => editNear(message)));
  const split: Record<string, number> = {};
  for (const [index, message] of messages.entries()) {
    const { answer, newMs } = answers[index] ?? { answer: '', newMs: 0 };
    split[answer] = (split[answer] ?? 0) + 1;
    await system.untilStatus(message.id, 'sent');
    const calls = provider.callsFor(message.id);
    const isEdited = answer === 'edited';
    expect(calls.map((call) => call.message.text)).toEqual([isEdited ? 'new' : 'old']);
    const dueMs = isEdited ? newMs : message.sendAt.getTime();
    expect(calls[0]?.atMs).toBeGreaterThanOrEqual(dueMs);
  }
  console.log('200 edits within 30 ms of the send time:', split);
  const { edited = 0, already_sending = 0, final = 0 } = split;
  expect(edited + already_sending + final).toBe(COUNT);
});

/** Moves a message within 30 ms of its time to 2 s later, with another text. */
async function editNear(message: { id: string; sendAt: Date }) {
  const offMs = Math.random() * 60 - 30;
  await sleep(Math.max(0, message.sendAt.getTime() + offMs - system.core.clock.nowMs()));
  const newMs = message.sendAt.getTime() + 2_000;
  try {
    await system.edit(message.id, { text: 'new', sendAt: new Date(newMs).toISOString() });
    return { answer: 'edited', newMs };
  } catch (error) {
    if (error instanceof AppError) return { answer: error.code, newMs };
    throw error;
  }
}
