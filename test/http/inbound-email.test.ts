import { request as startRequest } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { VendorReports } from '#domain/receipt';
import { EMAIL_MAX } from '#http/inbound-email';
import { createSendgridInbound } from '#providers/sendgrid-inbound';
import { type InboundMail, toInboundForm } from '#test/support/fakes/inbound-mail';
import { listen } from '#test/support/listen';
import { startTestApp, type TestApp } from '#test/support/test-app';

const secret = 'a-secret-of-Inbound-Parse';
const route = `POST /providers/sendgrid/inbound/${secret}`;
const MEGABYTE = 1_048_576;
const MULTIPART = 'multipart/form-data; boundary=b';
const mail: InboundMail = {
  from: 'Ana <ana@example.org>',
  to: 'desk@example.com',
  subject: 'Re: Your table',
  text: 'Yes',
};

function toRequest(overrides: Partial<InboundMail> = {}) {
  const { contentType, body } = toInboundForm({ ...mail, ...overrides });
  return { key: null, raw: new Uint8Array(body), headers: { 'Content-Type': contentType } };
}

test('without a secret there is no such route', async () => {
  const app = await startTestApp();
  try {
    const answer = await app.request(route, toRequest());
    expect(answer).toMatchObject({ status: 404, json: { code: 'not_found' } });
  } finally {
    await app.stop();
  }
});

describe('with a secret', () => {
  let app: TestApp;
  let recorded: VendorReports[];

  beforeAll(async () => {
    app = await startTestApp({
      receipts: {
        readers: {},
        inboundEmail: createSendgridInbound({ secret }),
        record: async (reports) => {
          recorded.push(reports);
        },
      },
    });
  });
  afterAll(() => app.stop());
  beforeEach(() => {
    recorded = [];
  });

  test('a mail is kept before it is answered', async () => {
    const answer = await app.request(route, toRequest());
    expect([answer.status, answer.text]).toEqual([204, '']);
    expect(recorded).toMatchObject([{ replies: [{ from: 'ana@example.org', text: 'Yes' }] }]);
  });

  test('a bounce is answered, and nothing is kept of it', async () => {
    const answer = await app.request(route, toRequest({ from: 'MAILER-DAEMON' }));
    expect(answer.status).toBe(204);
    expect(recorded.flatMap(({ replies }) => replies)).toEqual([]);
  });

  test.each(['wrong', `${secret}x`, secret.slice(1), '%00', '%E0%A4%A'])(
    'the secret %s is refused',
    async (wrong) => {
      const answer = await app.request(`POST /providers/sendgrid/inbound/${wrong}`, toRequest());
      expect(answer).toMatchObject({ status: 403, json: { code: 'forbidden' } });
      expect(recorded).toEqual([]);
    },
  );

  test('a raw mail is refused, and the setting named', async () => {
    const answer = await app.request(route, toRequest({ raw: 'From: ana@example.org\r\n\r\nx' }));
    expect(answer).toMatchObject({ status: 400, json: { code: 'malformed_request' } });
    expect(answer.json.detail).toContain('POST the raw, full MIME message');
  });

  test.each([
    ['no body', {}],
    ['JSON', { raw: '{}', headers: { 'Content-Type': 'application/json' } }],
    ['a form without an end', { raw: '--b\r\n', headers: { 'Content-Type': MULTIPART } }],
  ])('%s is malformed', async (_what, request) => {
    const answer = await app.request(route, { key: null, ...request });
    expect(answer).toMatchObject({ status: 400, json: { code: 'malformed_request' } });
  });

  test('another method is not allowed', async () => {
    const answer = await app.request(route.replace('POST', 'GET'), { key: null });
    expect(answer.status).toBe(405);
  });

  test('K3: the secret is in no log and in no answer', async () => {
    const answers = [
      await app.request(route, toRequest()),
      await app.request(route, { key: null, raw: 'x' }),
      await app.request(`${route}x`, toRequest()),
      await app.request(`${route}/more`, toRequest()),
    ];
    expect(answers.map(({ status }) => status)).toEqual([204, 400, 403, 404]);
    expect(answers.map((answer) => answer.text).join()).not.toContain(secret);
    expect(app.logLines.join()).toContain('/providers/sendgrid/inbound/:secret');
    expect(app.logLines.join()).not.toContain(secret);
    const metrics = await app.request('GET /metrics', { key: null });
    expect(metrics.text).not.toContain(secret);
  });

  describe('on a server', () => {
    let server: { url: string; close(): void };
    beforeAll(async () => {
      server = await listen((request) => app.app.fetch(request));
    });
    afterAll(() => server.close());

    /** A mail with an attachment of zeros that is made as it is sent; `length` tells how long it is. */
    function post(size: number, length?: number): Promise<{ status: number; answer: string }> {
      const { contentType, body } = toInboundForm(mail);
      return new Promise((resolve, reject) => {
        const headers = { 'Content-Type': contentType };
        const told = length === undefined ? {} : { 'Content-Length': length };
        const path = `${server.url}${route.slice('POST '.length)}`;
        const options = { method: 'POST', agent: false, headers: { ...headers, ...told } };
        const request = startRequest(path, options, (response) => {
          text(response).then((answer) => resolve({ status: response.statusCode ?? 0, answer }));
        });
        request.once('error', reject);
        const end = body.length - '--xYzZY--\r\n'.length;
        request.write(body.subarray(0, end));
        const name = 'name="attachment1"; filename="zeros"';
        request.write(`--xYzZY\r\nContent-Disposition: form-data; ${name}\r\n\r\n`);
        writeZeros(request, size, () => request.end('\r\n--xYzZY--\r\n'));
      });
    }

    test('mails of almost 30 MB are taken, and their attachments not held', async () => {
      await post(MEGABYTE);
      const inUse = () => process.memoryUsage().heapUsed + process.memoryUsage().external;
      const before = inUse();
      let most = 0;
      const timer = setInterval(() => {
        most = Math.max(most, inUse() - before);
      }, 1);
      const posted = Array.from({ length: 8 }, () => post(EMAIL_MAX - 10_000));
      const answers = await Promise.all(posted);
      clearInterval(timer);
      expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 204));
      expect(recorded).toHaveLength(9);
      console.log(`8 mails of 30 MB: ${Math.round(most / MEGABYTE)} MB more in use at the most`);
      expect(most).toBeLessThan(4 * EMAIL_MAX);
    });

    test('a larger one is refused, whether it says so or not', async () => {
      const refused = { status: 413, answer: expect.stringContaining('body_too_large') };
      expect(await post(EMAIL_MAX + MEGABYTE)).toMatchObject(refused);
      expect(await post(0, EMAIL_MAX + 1).catch(String)).toMatchObject(refused);
      expect(recorded).toEqual([]);
    });

    test('one that is broken off is no error of ours', async () => {
      const { contentType, body } = toInboundForm(mail);
      const path = `${server.url}${route.slice('POST '.length)}`;
      const logged = app.logLines.length;
      await new Promise<void>((resolve) => {
        const headers = { 'Content-Type': contentType, 'Content-Length': body.length };
        const request = startRequest(path, { method: 'POST', headers });
        request.on('error', () => {});
        request.on('close', resolve);
        request.write(body.subarray(0, 100), () => setImmediate(() => request.destroy()));
      });
      expect((await post(0)).status).toBe(204);
      expect(recorded).toHaveLength(1);
      expect(app.logLines.slice(logged).join()).not.toContain('a request failed');
    });
  });
});

type Outgoing = ReturnType<typeof startRequest>;

function writeZeros(request: Outgoing, size: number, done: () => void): void {
  const piece = Buffer.alloc(Math.min(size, 65_536));
  if (piece.length === 0) done();
  else request.write(piece, () => writeZeros(request, size - piece.length, done));
}
