import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually } from '#test/support/eventually';
import { listen } from '#test/support/listen';
import { startTestApp, type TestApp } from '#test/support/test-app';
import { CSV, openBatch, putLines, storedOf } from '#test/support/uploads';

let t: TestApp;
let server: { url: string; close(): void };
beforeAll(async () => {
  t = await startTestApp();
  server = await listen((request) => t.app.fetch(request));
});
afterAll(async () => {
  server.close();
  await t.stop();
});

const file = Buffer.from(
  `to\n${Array.from({ length: 6_000 }, (_, at) => `+1212555${1000 + (at % 8_000)}\n`).join('')}`,
);
const uploadOf = async (id: string) => (await t.request(`GET /v1/batches/${id}`)).json.upload;

/** Sends a whole file over a socket, and goes when some of it is stored. */
async function sendAndGo(id: string): Promise<void> {
  const { hostname, port } = new URL(server.url);
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  socket.write(
    [
      `PUT /v1/batches/${id}/lines?offset=0 HTTP/1.1`,
      `Host: ${hostname}`,
      `Authorization: Bearer ${t.adminKey}`,
      `Content-Type: ${CSV}`,
      // It is never whole.
      `Content-Length: ${file.length + 1}`,
      '\r\n',
    ].join('\r\n'),
  );
  socket.write(file);
  await eventually('lines taken', async () => (await uploadOf(id)).offset > 0);
  socket.destroy();
}

describe('B1: after a connection that was cut in the middle', () => {
  test('the upload goes on where the next request is told to: the one before takes nothing more', async () => {
    const id = await openBatch(t);
    await sendAndGo(id);
    const { offset: seen } = await uploadOf(id);
    expect(seen).toBeLessThan(file.length);
    // It may be that a portion was at work.
    const first = await putLines(t, id, { bytes: file.subarray(seen), offset: seen });
    expect([200, 409]).toContain(first.status);
    if (first.status === 409) {
      const { offset } = first.json;
      const next = await putLines(t, id, { bytes: file.subarray(offset), offset });
      expect(next.status).toBe(200);
    }
    expect(await uploadOf(id)).toMatchObject({ offset: file.length, accepted: 6_000 });
    expect((await storedOf(t, id)).length).toBe(6_000);
  });

  test('nothing more is stored of it, but the portion in hand', async () => {
    const id = await openBatch(t);
    await sendAndGo(id);
    const { accepted } = await uploadOf(id);
    // Another upload, in the same time: more than a portion of this one would be.
    const other = await openBatch(t);
    await putLines(t, other, { bytes: file.subarray(0, 3 + 2_000 * 12) });
    expect((await uploadOf(id)).accepted - accepted).toBeLessThanOrEqual(400);
  });

  test('one from elsewhere stops it, and hears where it stands then', async () => {
    const id = await openBatch(t);
    let pieces = 0;
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        const piece = file.subarray(pieces * 12_003, ++pieces * 12_003);
        if (piece.length > 0) controller.enqueue(piece);
        else controller.close();
      },
    });
    const headers = { Authorization: `Bearer ${t.adminKey}`, 'Content-Type': CSV };
    const init = { method: 'PUT', headers, body, duplex: 'half' as const };
    const before = t.app.request(`/v1/batches/${id}/lines?offset=0`, init);
    await eventually('lines taken', async () => (await uploadOf(id)).offset > 0);
    const { status, json } = await putLines(t, id, { bytes: file });
    expect([status, json.code]).toEqual([409, 'offset_mismatch']);
    expect((await before).status).toBe(409);
    expect((await uploadOf(id)).offset).toBe(json.offset);
    const rest = await putLines(t, id, { bytes: file.subarray(json.offset), offset: json.offset });
    expect(rest.json).toMatchObject({ offset: file.length, accepted: 6_000 });
  });
});
