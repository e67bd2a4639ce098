import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerAsks } from '../harness/child.ts';

export type ReceiverAsks = {
  url(input: null): Promise<string>;
  /** Calls so far, of so many events, and when the last one came (milliseconds since 1970). */
  heard(input: null): Promise<{ calls: number; different: number; lastMs: number }>;
};

/** A receiver of webhooks that takes all of them at once. */
const ids = new Set<unknown>();
let calls = 0;
let lastMs = 0;

const server = createServer((request, response) => {
  request.resume().once('end', () => {
    calls++;
    ids.add(request.headers['webhook-id']);
    lastMs = Date.now();
    response.writeHead(204).end();
  });
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

answerAsks<ReceiverAsks>(
  {
    url: async () => `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    heard: async () => ({ calls, different: ids.size, lastMs }),
  },
  async () => {
    server.closeAllConnections();
    server.close();
  },
);
