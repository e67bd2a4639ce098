import { createServer } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually } from '#test/support/eventually';
import { type Listening, listenOnLoopback } from '#test/support/fakes/listen-on-loopback';
import { startTestSystem, type TestSystem } from '#test/support/test-system';

interface Heard {
  headers: Record<string, string>;
  body: string;
}

/** What is read of answers here. */
interface Answer {
  id: string;
  secret: string;
  data: { eventId: string; tries: number }[];
}

let system: TestSystem;
let receiver: Listening;
const heard: Heard[] = [];
let status = 200;

beforeAll(async () => {
  const hear = createServer(async (request, response) => {
    const body = (await buffer(request)).toString();
    heard.push({ headers: request.headers as Record<string, string>, body });
    response.writeHead(status).end();
  });
  receiver = await listenOnLoopback(hear);
  system = await startTestSystem();
});
afterAll(async () => {
  await system.stop();
  await receiver.stop();
});

async function call(route: string, body?: object): Promise<Answer> {
  const [method = '', path = ''] = route.split(' ');
  const headers = { authorization: `Bearer ${system.key}`, 'content-type': 'application/json' };
  const text = body === undefined ? {} : { body: JSON.stringify(body) };
  const answer = await system.app.request(path, { method, headers, ...text });
  return (await answer.json()) as Answer;
}

const untilLogged = (id: string, status: string) =>
  eventually(`a delivery that is ${status}`, async () => {
    const { data } = await call(`GET /v1/webhooks/${id}/deliveries?status=${status}`);
    return data[0];
  });

describe('H6: the whole road of an event', () => {
  test('from the API to a receiver that verifies it, to the log, and again by a replay', async () => {
    const url = `http://127.0.0.1:${receiver.port}/hook`;
    const { id, secret } = await call('POST /v1/webhooks', { url, eventTypes: ['message.sent'] });
    const message = { channel: 'sms', to: '+12125550123', text: 'Hello', metadata: { order: '7' } };
    const { id: messageId } = await call('POST /v1/messages', message);
    const logged = await untilLogged(id, 'delivered');
    expect(logged).toMatchObject({ type: 'message.sent', tries: 1, statusCode: 200 });
    const [first] = heard;
    expect(new Webhook(secret).verify(first?.body ?? '', first?.headers ?? {})).toMatchObject({
      type: 'message.sent',
      data: { messageId, status: 'sent', metadata: { order: '7' } },
    });
    expect(first?.headers['webhook-id']).toBe(logged.eventId);
    expect(first?.body).not.toMatch(/12125550123|Hello/);

    const again = await call(`POST /v1/webhooks/${id}/replay`, { eventId: logged.eventId });
    expect(again).toEqual({ replayed: 1, truncatedAt: null });
    await eventually('the same again', () => heard.length === 2);
    expect(heard[1]?.headers['webhook-id']).toBe(logged.eventId);
    expect(heard[1]?.body).toBe(first?.body);
  });

  test('and what an endpoint refused is told at once when it is enabled', async () => {
    status = 400;
    const url = `http://127.0.0.1:${receiver.port}/picky`;
    const { id } = await call('POST /v1/webhooks', { url, eventTypes: ['message.sent'] });
    await call('POST /v1/messages', { channel: 'sms', to: '+12125550123', text: 'Hello' });
    const refused = await eventually('the refusal', async () => {
      const { data } = await call(`GET /v1/webhooks/${id}/deliveries?status=pending`);
      return (data[0]?.tries ?? 0) > 0 && data[0];
    });
    expect(refused).toMatchObject({ statusCode: 400, errorCode: 'status_400' });
    status = 200;
    await call(`PATCH /v1/webhooks/${id}`, { status: 'active' });
    const told = await untilLogged(id, 'delivered');
    expect(told.eventId).toBe(refused.eventId);
  });
});
