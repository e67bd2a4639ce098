import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AnswerFault, Fault, FaultScript } from './faults.ts';
import { type Listening, LOOPBACK, listenOnLoopback } from './listen-on-loopback.ts';

export interface FakeRequest {
  method: string;
  path: string;
  /** With the leading `?`, or empty. */
  search: string;
  headers: IncomingHttpHeaders;
  body: string;
}

export interface Reply {
  status: number;
  headers?: Record<string, string>;
  /** Sent as JSON; left out, the answer is empty. */
  body?: unknown;
  /** Called once the answer has left, or is known never to leave. */
  afterwards?(): void;
}

/** How a request is to be handled: `work` accepts or refuses, unless a fault comes before it. */
export interface Plan {
  faults: FaultScript;
  work(): Reply | Promise<Reply>;
}

export interface HttpFakeOptions {
  port?: number | undefined;
  /** How long a healthy answer takes. */
  answerAfterMs?: number | undefined;
  plan(request: FakeRequest): Plan;
  /** The vendor's way to put an error. */
  toRefusal(fault: AnswerFault): Reply;
}

export interface HttpFake extends Listening {
  url: string;
}

const GARBAGE = '<html><body>Bad gateway</body></html>';

/** Starts a vendor's HTTP API, which misbehaves as its faults say. */
export async function startHttpFake(options: HttpFakeOptions): Promise<HttpFake> {
  const server = createServer((request, response) => {
    serve(options, request, response).catch((error) => confess(error, response));
  });
  const listening = await listenOnLoopback(server, options.port);
  return { ...listening, url: `http://${LOOPBACK}:${listening.port}` };
}

async function serve(
  options: HttpFakeOptions,
  incoming: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const request = await readRequest(incoming);
  // The client went away in the middle of it.
  if (request === null) return;
  const { faults, work } = options.plan(request);
  const fault = faults.take(undefined, request.body);
  if (fault?.kind === 'drop_before_accept') incoming.socket.destroy();
  if (fault?.kind === 'drop_before_accept' || fault?.kind === 'hang_before_accept') return;
  const reply = fault?.kind === 'answer' ? refuse(options, fault) : await work();
  await give(reply, fault, response, options.answerAfterMs);
}

/** What no vendor was known to do: whoever looks at the answer sees that it is the fake's fault. */
function confess(error: unknown, response: ServerResponse): void {
  if (response.headersSent) response.destroy();
  else response.writeHead(500).end(`the fake does not know what to do: ${error}`);
}

function refuse({ toRefusal }: HttpFakeOptions, fault: AnswerFault): Reply {
  const { retryAfterS } = fault;
  const headers = retryAfterS === undefined ? {} : { 'retry-after': String(retryAfterS) };
  return { ...toRefusal(fault), headers };
}

async function readRequest(incoming: IncomingMessage): Promise<FakeRequest | null> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of incoming) chunks.push(chunk);
  } catch {
    return null;
  }
  const { pathname, search } = new URL(incoming.url ?? '/', `http://${LOOPBACK}`);
  const body = Buffer.concat(chunks).toString();
  return {
    method: incoming.method ?? '',
    path: pathname,
    search,
    headers: incoming.headers,
    body,
  };
}

async function give(
  reply: Reply,
  fault: Fault | null,
  response: ServerResponse,
  answerAfterMs = 0,
): Promise<void> {
  if (fault?.kind === 'drop_after_accept' || fault?.kind === 'hang_after_accept') {
    if (fault.kind === 'drop_after_accept') response.socket?.destroy();
    reply.afterwards?.();
    return;
  }
  // A waiting answer keeps no process alive.
  const waitMs = fault?.kind === 'slow' ? fault.ms : answerAfterMs;
  if (waitMs > 0) await sleep(waitMs, undefined, { ref: false });
  if (response.destroyed) {
    reply.afterwards?.();
    return;
  }
  response.once('close', () => reply.afterwards?.());
  if (fault?.kind === 'garbage') {
    response.writeHead(reply.status, { 'content-type': 'application/json' }).end(GARBAGE);
    return;
  }
  const type = reply.body === undefined ? {} : { 'content-type': 'application/json' };
  response.writeHead(reply.status, { ...type, ...reply.headers });
  response.end(reply.body === undefined ? undefined : JSON.stringify(reply.body));
}
