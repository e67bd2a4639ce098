import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerAsks, readConfig } from '../harness/child.ts';
import type { LedgerEntry } from '../harness/ledger.ts';
import { createPreciseClock } from '../harness/precise-clock.ts';

export interface ProviderConfig {
  answerAfterMs: number;
}

export type ProviderAsks = {
  url(input: null): Promise<string>;
  count(input: null): Promise<number>;
  /** All calls since the last time, which are forgotten then. */
  take(input: null): Promise<LedgerEntry[]>;
};

/** The fake provider: keeps a ledger of the calls, and answers after so many milliseconds. */
const { answerAfterMs } = readConfig<ProviderConfig>();
const now = createPreciseClock();
let ledger: LedgerEntry[] = [];

const server = createServer(async (request, response) => {
  const arrivedMs = now();
  const { messageId, text } = JSON.parse(await readBody(request));
  setTimeout(() => {
    ledger.push({ messageId, text, arrivedMs, answeredMs: now() });
    response.end(JSON.stringify({ id: `fake_${ledger.length}` }));
  }, answerAfterMs);
});
server.keepAliveTimeout = 600_000;
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

answerAsks<ProviderAsks>(
  {
    url: async () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    count: async () => ledger.length,
    take: async () => {
      const taken = ledger;
      ledger = [];
      return taken;
    },
  },
  async () => {
    server.closeAllConnections();
    server.close();
  },
);

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
