import { createServer, type RequestListener } from 'node:http';
import { createServer as createSocketServer } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { afterEach, describe, expect, test } from 'vitest';
import { createWebhookPoster, type WebhookPosterOptions } from '#providers/create-webhook-poster';
import { listenOnLoopback } from '#test/support/fakes/listen-on-loopback';
import type { WebhookCall } from '#webhooks/webhook-poster';

const OLD = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const NEW = 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD';
const stops: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

async function serve(answer: RequestListener): Promise<string> {
  const { port, stop } = await listenOnLoopback(createServer(answer));
  stops.push(stop);
  return `http://127.0.0.1:${port}/hook`;
}

const posterWith = (more: Partial<WebhookPosterOptions> = {}) =>
  createWebhookPoster({ allow: ['127.0.0.0/8'], version: '1.2.3', answerTimeoutMs: 300, ...more });
const callTo = (url: string, more: Partial<WebhookCall> = {}): WebhookCall => ({
  ...{ url, id: 'evt_1', at: new Date(), secrets: [OLD], body: '{"type":"message.sent"}' },
  ...more,
});

describe('H6: a webhook', () => {
  test('is verified with either of two live secrets, and with no other', async () => {
    let heard: { headers: Record<string, string>; body: string } | undefined;
    const url = await serve(async (request, response) => {
      const chunks = await request.setEncoding('utf8').toArray();
      heard = { headers: request.headers as Record<string, string>, body: chunks.join('') };
      response.writeHead(204).end();
    });
    const answer = await posterWith().post(callTo(url, { secrets: [NEW, OLD], body: '{"é":"ü"}' }));
    expect(answer).toEqual({ kind: 'taken', statusCode: 204, tookMs: expect.any(Number) });
    const { headers = {}, body = '' } = heard ?? {};
    for (const secret of [NEW, OLD]) {
      expect(new Webhook(secret).verify(body, headers)).toEqual({ é: 'ü' });
    }
    const other = new Webhook(`whsec_${Buffer.from('of somebody else').toString('base64')}`);
    expect(() => other.verify(body, headers)).toThrow('No matching signature');
    expect(headers).toMatchObject({
      'webhook-id': 'evt_1',
      'user-agent': 'Punctual/1.2.3',
      'content-type': 'application/json',
    });
  });

  test.each([
    [500, 'status_500'],
    [400, 'status_400'],
    [410, 'status_410'],
    [301, 'redirected'],
    [304, 'redirected'],
  ])('that is answered %i is refused: %s', async (status, errorCode) => {
    const url = await serve((_, response) => response.writeHead(status).end('no'));
    const answer = await posterWith().post(callTo(url));
    expect(answer).toMatchObject({ kind: 'refused', statusCode: status, errorCode });
  });

  test('does not follow a redirect to the inside', async () => {
    let visits = 0;
    const inside = await serve((_, response) => {
      visits++;
      response.end();
    });
    for (const status of [301, 302, 303, 307, 308]) {
      const url = await serve((_, response) =>
        response.writeHead(status, { location: inside }).end(),
      );
      const answer = await posterWith().post(callTo(url));
      expect(answer).toMatchObject({ kind: 'refused', errorCode: 'redirected' });
    }
    expect(visits).toBe(0);
  });

  test.each([
    ['120', 120_000],
    ['0', 0],
    ['Thu, 01 Jan 2099 00:00:00 GMT', 86_400_000],
    ['9999999', 86_400_000],
    ['soon', null],
    ['-5', null],
  ])('is told by Retry-After: %s', async (header, retryAfterMs) => {
    const url = await serve((_, response) =>
      response.writeHead(503, { 'retry-after': header }).end(),
    );
    expect(await posterWith().post(callTo(url))).toMatchObject({ retryAfterMs });
  });

  test('goes to the address that was judged: its name is looked up once', async () => {
    const hosts: (string | undefined)[] = [];
    const url = await serve((request, response) => {
      hosts.push(request.headers.host);
      response.end();
    });
    const { port } = new URL(url);
    let lookUps = 0;
    // The second answer leads elsewhere inside: whoever asks twice is led astray.
    const lookUp = async () => [{ address: lookUps++ === 0 ? '127.0.0.1' : '10.0.0.1', family: 4 }];
    const poster = posterWith({ lookUp });
    const answer = await poster.post(callTo(`http://rebind.example.com:${port}/`));
    expect(answer).toMatchObject({ kind: 'taken' });
    expect(lookUps).toBe(1);
    expect(hosts).toEqual([`rebind.example.com:${port}`]);
    const second = await poster.post(callTo(`http://rebind.example.com:${port}/`));
    expect(second).toMatchObject({ errorCode: 'address_refused' });
  });

  test('names the host to TLS, though it goes to an address', async () => {
    let hello = '';
    const server = createSocketServer((socket) => {
      socket
        .on('error', () => {})
        .once('data', (bytes) => {
          hello = bytes.toString('latin1');
          socket.destroy();
        });
    });
    const { port, stop } = await listenOnLoopback(server);
    stops.push(stop);
    const lookUp = async () => [{ address: '127.0.0.1', family: 4 }];
    const answer = await posterWith({ lookUp }).post(callTo(`https://hook.example.com:${port}/`));
    expect(answer).toMatchObject({
      kind: 'refused',
      statusCode: null,
      errorCode: 'connection_lost',
    });
    expect(hello).toContain('hook.example.com');
  });

  test('to a server without TLS is refused, not sent in the clear', async () => {
    const url = await serve((_, response) => response.end());
    const answer = await posterWith().post(callTo(url.replace('http:', 'https:')));
    expect(answer).toMatchObject({ kind: 'refused', statusCode: null, errorCode: 'tls_failed' });
  });

  test.each([['ENOTFOUND'], ['EAI_AGAIN']])(
    'to a name that has no address (%s) says so',
    async (code) => {
      const lookUp = () =>
        Promise.reject(Object.assign(new Error(`getaddrinfo ${code}`), { code }));
      const answer = await posterWith({ lookUp }).post(callTo('http://nowhere.example.com/'));
      expect(answer).toMatchObject({ kind: 'refused', errorCode: 'dns_failed' });
    },
  );

  test('to a port where nobody listens says so', async () => {
    const { port, stop } = await listenOnLoopback(createServer());
    await stop();
    const answer = await posterWith().post(callTo(`http://127.0.0.1:${port}/`));
    expect(answer).toMatchObject({ kind: 'refused', errorCode: 'connection_refused' });
  });

  test('with a secret that is none is answered, not thrown', async () => {
    const url = await serve((_, response) => response.end());
    const answer = await posterWith().post(callTo(url, { secrets: ['whsec_!'] }));
    expect(answer).toMatchObject({ kind: 'refused', statusCode: null, errorCode: 'call_failed' });
  });
});
