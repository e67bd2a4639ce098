import { channels } from '#domain/message';
import { statuses } from '#domain/status';
import { inHours } from '#test/support/builders';
import { generateBody } from './generate-body.ts';
import { emails, type Maker, numbers, type Tenant } from './maker.ts';
import type { RandomSource } from './random-source.ts';

/** A route of the OpenAPI document. */
export interface Operation {
  method: string;
  path: string;
  operationId: string;
  queryNames: string[];
  hasBody: boolean;
}

export interface GeneratedRequest {
  line: string;
  body: unknown;
  /** An id in the path that the other tenant owns, or nobody. */
  foreignPath: boolean;
}

const nouns: Record<string, string> = {
  messages: 'msg',
  contacts: 'con',
  senders: 'snd',
  users: 'usr',
  keys: 'key',
  batches: 'bat',
  webhooks: 'whk',
  replies: 'rep',
};

/** A request of `self`, which now and then names what `other` owns. */
export function generateRequest(
  random: RandomSource,
  operation: Operation,
  { self, other }: { self: Tenant; other: Tenant },
): GeneratedRequest {
  const idOf = (prefix: string): string => {
    const owner = random.oneIn(3) ? other : self;
    const ids = owner.ids.get(prefix) ?? [];
    return ids.length === 0 ? `${prefix}_01990000-0000-7000-8000-000000000000` : random.pick(ids);
  };
  const maker: Maker = { random, self, other, idOf };
  const prefix = nouns[operation.path.split('/')[2] ?? ''] ?? 'msg';
  const pathId = operation.path.includes('{id}') ? idOf(prefix) : null;
  const path = operation.path.replace('{id}', pathId ?? '');
  const query = new URLSearchParams();
  for (const name of operation.queryNames) {
    if (random.oneIn(3) || name === 'channel') query.append(name, queryValue(maker, name));
  }
  return {
    line: `${operation.method} ${path}${query.size > 0 ? `?${query}` : ''}`,
    body: operation.hasBody ? generateBody(maker, operation.operationId) : undefined,
    foreignPath: pathId !== null && !(self.ids.get(prefix) ?? []).includes(pathId),
  };
}

function queryValue({ random, self, other, idOf }: Maker, name: string): string {
  const address = () => random.pick([...numbers, ...emails]);
  const makers: Record<string, () => string> = {
    contactId: () => idOf('con'),
    senderId: () => idOf('snd'),
    batchId: () => idOf('bat'),
    messageId: () => idOf('msg'),
    userId: () => idOf('usr'),
    ownerId: () => idOf('usr'),
    cursor: () => random.pick([...self.cursors.slice(-20), ...other.cursors.slice(-20), 'none']),
    limit: () => String(1 + random.int(100)),
    format: () => random.pick(['csv', 'ndjson', 'xml']),
    status: () => random.pick(statuses),
    channel: () => random.pick(channels),
    q: () => random.pick([self.marker, other.marker, 'table', address()]),
    to: address,
    from: address,
    address,
    reason: () => random.pick(['blacklisted', 'opted_out']),
    offset: () => '0',
    unknown: () => random.pick(['true', 'false']),
    window: () => random.pick(['24h', '48h', '72h', '12h']),
    since: () => inHours(-random.int(2000)),
    until: () => inHours(-random.int(24)),
    sendAfter: () => inHours(-random.int(48)),
    sendBefore: () => inHours(random.int(48)),
  };
  const make = makers[name];
  if (!make) throw new Error(`no values are known for the query parameter ${name}`);
  return make();
}
