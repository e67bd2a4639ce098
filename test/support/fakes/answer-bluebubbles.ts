import { randomUUID } from 'node:crypto';
import { type BlueBubblesEntry, FRESH, toBlueBubblesMessage } from './bluebubbles-message.ts';
import type { BlueBubblesServer } from './bluebubbles-server.ts';
import type { AnswerFault } from './faults.ts';
import type { FakeRequest, Reply } from './start-http-fake.ts';

interface SendText {
  chatGuid?: unknown;
  tempGuid?: unknown;
  message?: unknown;
  method?: unknown;
}

const METHODS: readonly unknown[] = ['apple-script', 'private-api'];
/** As the server is built: `packages/server/src/server/api/http/api/v1/responses`. */
const TYPES: Readonly<Record<number, readonly [type: string, message: string]>> = {
  400: ['Validation Error', "You've made a bad request! Please check your request params & body"],
  401: ['Authentication Error', 'You are not authorized to access this resource'],
  404: ['Database Error', 'The requested resource was not found'],
};
const NOT_REGISTERED = 22;

/** Answers a request to the server's REST API. */
export function answerBlueBubbles(
  request: FakeRequest,
  server: BlueBubblesServer,
  password: string,
): Reply {
  const query = new URLSearchParams(request.search);
  const given = query.get('password');
  if (given === null) return refuse(401, 'Missing server password!');
  if (given !== password) return refuse(401, 'Unauthorized');
  switch (`${request.method} ${request.path}`) {
    case 'GET /api/v1/ping':
      return succeed('Ping received!', 'pong');
    case 'GET /api/v1/handle/availability/imessage': {
      const address = query.get('address');
      if (!address) return refuse(400, 'The address field is required.');
      return succeed('Success', { available: server.addresses.has(address) });
    }
    case 'POST /api/v1/message/text':
      return sendText(request, server);
    default:
      return refuse(404, 'Not Found');
  }
}

/** An error as the server puts it, for a fault that asks for one. */
export function toBlueBubblesRefusal({ status }: AnswerFault): Reply {
  return refuse(status, 'The fake was told to answer this');
}

function sendText(request: FakeRequest, server: BlueBubblesServer): Reply {
  const asked = readBody(request.body);
  const error = checkSendText(asked, server);
  if (error !== null) return refuse(400, error);
  const entry = toEntry(asked, request);
  if (!server.addresses.has(entry.to)) {
    const data = toBlueBubblesMessage(entry, { ...FRESH, error: NOT_REGISTERED });
    const message = 'Failed to send message! See attached message error code.';
    const body = { status: 500, message: 'Message Send Error', data };
    return { status: 500, body: { ...body, error: { type: 'iMessage Error', message } } };
  }
  const afterwards = server.accept(entry);
  const data = { ...toBlueBubblesMessage(entry, FRESH), tempGuid: entry.tempGuid };
  return { ...succeed('Message sent!', data), afterwards };
}

function checkSendText(asked: SendText, server: BlueBubblesServer): string | null {
  const { chatGuid, tempGuid = '', message, method = 'apple-script' } = asked;
  if (typeof chatGuid !== 'string' || chatGuid === '') return 'The chatGuid field is required.';
  if (typeof tempGuid !== 'string') return 'The tempGuid must be a string.';
  if (!METHODS.includes(method)) return 'The selected method is invalid.';
  if (method === 'apple-script' && tempGuid === '') {
    return "A 'tempGuid' is required when sending via AppleScript";
  }
  if (typeof message !== 'string' || message === '') return "A 'message' is required";
  if (tempGuid !== '' && server.isTaken(tempGuid)) {
    return `Message is already queued to be sent! (Temp GUID: ${tempGuid})`;
  }
  return null;
}

function toEntry(asked: SendText, request: FakeRequest): BlueBubblesEntry {
  const chatGuid = String(asked.chatGuid);
  return {
    guid: randomUUID().toUpperCase(),
    to: chatGuid.split(';').at(-1) ?? '',
    chatGuid,
    tempGuid: String(asked.tempGuid ?? ''),
    message: String(asked.message),
    method: String(asked.method ?? 'apple-script'),
    rawBody: request.body,
    headers: request.headers,
    acceptedAt: new Date(),
  };
}

function readBody(body: string): SendText {
  try {
    const asked: unknown = JSON.parse(body);
    return typeof asked === 'object' && asked !== null ? asked : {};
  } catch {
    return {};
  }
}

function succeed(message: string, data: unknown): Reply {
  return { status: 200, body: { status: 200, message, data } };
}

function refuse(status: number, error: string): Reply {
  const [type, message] = TYPES[status] ?? ['Server Error', 'The server has encountered an error'];
  return { status, body: { status, message, error: { type, message: error } } };
}
