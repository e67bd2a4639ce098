import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { inWorkspace } from '#db/scope';
import { buildMessage } from '#test/support/builders';
import { copyMessage } from '#test/support/copy-message';
import { eventually } from '#test/support/eventually';
import { listen } from '#test/support/listen';
import { startTestApp, type TestApp } from '#test/support/test-app';

const ROWS = 5000;
const PAGES = Math.ceil(ROWS / 200);

let t: TestApp;
/** Pages that were asked for, and what the next ones wait for. */
let pages = 0;
let beforePage = async (_page: number) => {};
beforeAll(async () => {
  t = await startTestApp({
    async transact(actor, access, work) {
      if (access === 'read') await beforePage(++pages);
      return inWorkspace(t.database.connection.db, actor, new Date(), work);
    },
  });
  const text = 'Secret words. '.repeat(40);
  const { json } = await t.request('POST /v1/messages', { body: buildMessage({ text }) });
  await copyMessage(t, json.id, ROWS - 1);
});
afterAll(() => t.stop());
beforeEach(() => {
  pages = 0;
  beforePage = async () => {};
});

const path = '/v1/messages/export?format=ndjson';
const headers = () => ({ Authorization: `Bearer ${t.adminKey}` });

/** The answer on the wire, to the connection's end. */
async function readRaw(socket: Socket): Promise<string> {
  const chunks: Buffer[] = [];
  socket.on('data', (chunk) => chunks.push(chunk));
  socket.on('error', () => {});
  await once(socket, 'close');
  return Buffer.concat(chunks).toString();
}

async function ask(url: string): Promise<Socket> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  await once(socket, 'connect');
  socket.write(
    `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer ${t.adminKey}\r\n\r\n`,
  );
  return socket;
}

describe('H3: an export', () => {
  test('of 5,000 has what the pages of the list have, each once, in their order', async () => {
    const { text } = await t.request(`GET ${path}`);
    expect(pages).toBe(PAGES);
    const listed: string[] = [];
    for (let query = '?limit=100'; query !== ''; ) {
      const { json } = await t.request(`GET /v1/messages${query}`);
      for (const message of json.data) listed.push(JSON.stringify(message));
      query = json.nextCursor ? `?limit=100&cursor=${json.nextCursor}` : '';
    }
    expect(listed.length).toBe(ROWS);
    expect(text === `${listed.join('\n')}\n`).toBe(true);
  });

  test('is read as it is taken, and not ahead', async () => {
    const { body } = await t.app.request(path, { headers: headers() });
    const reader = body?.getReader();
    for (let taken = 1; taken <= 3; taken++) {
      await reader?.read();
      expect(pages).toBe(taken);
    }
    await reader?.cancel();
    await t.request('GET /v1/workspace');
    expect(pages).toBe(4);
  });

  test('whose caller goes away is read no further', async () => {
    const server = await listen(t.app.fetch);
    let goOn = () => {};
    const gone = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    beforePage = (page) => (page === 3 ? gone : Promise.resolve());
    const socket = await ask(server.url);
    socket.resume();
    await eventually('the third page', () => pages === 3);
    socket.destroy();
    await once(socket, 'close');
    goOn();
    // Round trips of others: the server has seen by then that the first caller is gone.
    for (let i = 0; i < PAGES; i++) await fetch(`${server.url}/readyz`);
    expect(pages).toBeLessThan(PAGES / 2);
    // That is no failure.
    expect(t.logLines.filter((line) => line.includes('half way'))).toEqual([]);
    server.close();
  });

  test('that fails half way breaks the connection, and tells nobody why', async () => {
    beforePage = async (page) => {
      if (page === 3) throw new Error('secret cause');
    };
    const server = await listen(t.app.fetch);
    const raw = await readRaw(await ask(server.url));
    expect(raw).toMatch(/^HTTP\/1.1 200/);
    // Chunks that end well end with an empty one.
    expect(raw).not.toMatch(/\r\n0\r\n\r\n$/);
    expect(raw).not.toContain('cause');
    expect(raw).not.toContain('Error:');
    pages = 0;
    const answer = await fetch(server.url + path, { headers: headers() });
    await expect(answer.text()).rejects.toThrow();
    server.close();
    const line = t.logLines.find((it) => it.includes('secret cause')) ?? '{}';
    expect(JSON.parse(line)).toMatchObject({ level: 50, requestId: expect.any(String) });
    expect(t.logLines.join('')).not.toContain('Secret words');
  });

  test('that fails at its first page is a problem document', async () => {
    beforePage = async () => {
      throw new Error('secret cause');
    };
    const answer = await t.request(`GET ${path}`);
    expect([answer.status, answer.json.code]).toEqual([500, 'internal_error']);
  });

  test('that a shutdown cuts off is not taken for the whole', async () => {
    const server = await listen(t.app.fetch);
    beforePage = async (page) => {
      if (page === 4) server.close();
    };
    const raw = await readRaw(await ask(server.url));
    expect(raw).not.toMatch(/\r\n0\r\n\r\n$/);
  });
});
