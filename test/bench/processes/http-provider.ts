import { Agent, request } from 'node:http';
import type { OutboundMessage, Provider } from '#providers/provider';

// More than any of the contestants has in flight.
const CONNECTIONS = 200;

/** A provider that posts to the fake one, over connections that are kept. */
export function createHttpProvider(url: string): Provider {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS, noDelay: true });
  return {
    async send(message, timeoutMs) {
      try {
        return { kind: 'accepted', providerMessageId: await post(agent, url, message, timeoutMs) };
      } catch {
        return { kind: 'ambiguous', code: 'connection' };
      }
    },
  };
}

function post(
  agent: Agent,
  url: string,
  { messageId, text }: OutboundMessage,
  timeoutMs: number,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const body = JSON.stringify({ messageId, text });
    const headers = {
      'Content-Type': 'application/json',
      'Content-Length': Buffer.byteLength(body),
    };
    const call = request(
      url,
      { method: 'POST', agent, headers, timeout: timeoutMs },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => resolve(JSON.parse(Buffer.concat(chunks).toString()).id));
      },
    );
    call.on('error', reject);
    call.on('timeout', () => call.destroy(new Error('timeout')));
    call.end(body);
  });
}
