import { randomUUID } from 'node:crypto';
import { AppError } from '#domain/errors';
import { PROBLEM_TYPE, toProblem } from './problem-document.ts';

/** What is answered to bytes that never become a request: a bad Host, an unknown method (K2). */
export function refuseUnreadable(): Response {
  const { status, headers, body } = toUnreadable();
  return new Response(body, { status, headers });
}

/** The same as raw HTTP, for a connection whose parser gave up. */
export function toRawRefusal(): string {
  const { headers, body } = toUnreadable();
  const lines = Object.entries({
    ...headers,
    'Content-Length': String(Buffer.byteLength(body)),
    Connection: 'close',
  }).map(([name, value]) => `${name}: ${value}`);
  return ['HTTP/1.1 400 Bad Request', ...lines, '', body].join('\r\n');
}

function toUnreadable() {
  const requestId = randomUUID();
  const error = new AppError('malformed_request', 'the request is not HTTP that can be read');
  const problem = toProblem(error, requestId);
  return {
    status: problem.status,
    headers: { 'Content-Type': PROBLEM_TYPE, 'X-Request-Id': requestId },
    body: JSON.stringify(problem),
  };
}
