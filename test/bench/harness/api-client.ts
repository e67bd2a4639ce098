import { Agent, request } from 'node:http';

export interface NewMessage {
  text: string;
  dueMs: number;
  idempotencyKey?: string;
}

export interface ApiClient {
  /** Accepts an SMS. @returns its id. @throws when the answer is not 201. */
  schedule(message: NewMessage): Promise<string>;
  /** Accepts a message as it is given. @returns its id. @throws when the answer is not 201. */
  post(message: Readonly<Record<string, unknown>>): Promise<string>;
  close(): void;
}

const CREATED = 201;
const TIMEOUT_MS = 30_000;

/** A client with kept connections, as many as are used at once. */
export function createApiClient(url: string, key: string): ApiClient {
  const agent = new Agent({ keepAlive: true, noDelay: true });
  const send = (body: string, headers: Record<string, string>) =>
    new Promise<string>((resolve, reject) => {
      const options = { method: 'POST', agent, headers, timeout: TIMEOUT_MS };
      const call = request(`${url}/v1/messages`, options, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          if (response.statusCode !== CREATED) reject(refused(response.statusCode));
          else resolve(JSON.parse(Buffer.concat(chunks).toString()).id);
        });
      });
      call.on('error', reject);
      call.on('timeout', () => call.destroy(new Error('the API did not answer')));
      call.end(body);
    });
  const post = (message: object, idempotencyKey?: string) => {
    const body = JSON.stringify(message);
    return send(body, {
      Authorization: `Bearer ${key}`,
      'Content-Type': 'application/json',
      'Content-Length': String(Buffer.byteLength(body)),
      ...(idempotencyKey === undefined ? {} : { 'Idempotency-Key': idempotencyKey }),
    });
  };
  return {
    schedule({ text, dueMs, idempotencyKey }) {
      const sendAt = new Date(dueMs).toISOString();
      return post({ channel: 'sms', to: '+12125550198', text, sendAt }, idempotencyKey);
    },
    post: (message) => post(message),
    close: () => agent.destroy(),
  };
}

function refused(status: number | undefined): Error {
  return new Error(`the API answered ${status}`);
}
