import { createServer, type Server } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { createWebhookPoster } from '#providers/create-webhook-poster';
import { eventually } from '#test/support/eventually';
import { type Listening, listenOnLoopback } from '#test/support/fakes/listen-on-loopback';

const secrets = ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'];
const DRIP_EVERY_MS = 5;
let listening: Listening | undefined;

afterEach(async () => {
  await listening?.stop();
});

/** Posts to a server that writes `head`, and then `drip` again and again. */
async function postTo(head: string, drip: string, everyMs = DRIP_EVERY_MS) {
  let written = 0;
  const server: Server = createServer((socket) => {
    const write = (text: string) => {
      written += text.length;
      return socket.write(text);
    };
    socket.on('error', () => {}).resume();
    write(head);
    const timer = setInterval(() => write(drip), everyMs);
    socket.once('close', () => clearInterval(timer));
  });
  listening = await listenOnLoopback(server);
  const poster = createWebhookPoster({
    allow: ['127.0.0.1/32'],
    version: '0',
    answerTimeoutMs: 400,
  });
  const url = `http://127.0.0.1:${listening.port}/`;
  const answer = await poster.post({ url, id: 'evt_1', at: new Date(), secrets, body: '{}' });
  return { answer, written: () => written };
}

const isClosed = () => listening?.connections().open === 0;

describe('H6: an answer is bounded', () => {
  test('one that never begins is given up, and the connection closed', async () => {
    const { answer } = await postTo('', '');
    expect(answer).toMatchObject({ kind: 'refused', statusCode: null, errorCode: 'timed_out' });
    expect(answer.tookMs).toBeLessThan(5_000);
    await eventually('the end of the connection', isClosed);
  });

  test('one whose head comes drop by drop is given up', async () => {
    const { answer } = await postTo('HTTP/1.1 200 OK\r\n', 'x');
    expect(answer).toMatchObject({ kind: 'refused', errorCode: 'timed_out' });
    await eventually('the end of the connection', isClosed);
  });

  test('one that is announced again and again is given up', async () => {
    const { answer } = await postTo('', 'HTTP/1.1 102 Processing\r\n\r\n');
    expect(answer).toMatchObject({ kind: 'refused', errorCode: 'timed_out' });
  });

  test('one whose rest comes drop by drop counts, and is not heard out', async () => {
    const { answer } = await postTo('HTTP/1.1 200 OK\r\n\r\n', 'x');
    expect(answer).toMatchObject({ kind: 'taken', statusCode: 200 });
    expect(answer.tookMs).toBeLessThan(5_000);
    await eventually('the end of the connection', isClosed);
  });

  test('one without an end is cut off after 64 kB', async () => {
    const { answer, written } = await postTo('HTTP/1.1 200 OK\r\n\r\n', 'x'.repeat(16_384), 1);
    expect(answer).toMatchObject({ kind: 'taken' });
    await eventually('the end of the connection', isClosed);
    // What the sockets hold of it is not read.
    expect(written()).toBeLessThan(8_000_000);
  });

  test('one that is none is refused', async () => {
    const { answer } = await postTo('220 mail.example.com ESMTP\r\n', '');
    expect(answer).toMatchObject({ kind: 'refused', errorCode: 'unreadable_answer' });
  });
});
