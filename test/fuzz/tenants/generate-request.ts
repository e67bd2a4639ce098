import { channels } from '#domain/message';
import { statuses } from '#domain/status';
import { endpointStatuses } from '#domain/webhook';
import { inHours } from '#test/support/builders';
import type { RandomSource } from './random-source.ts';

/** A route of the OpenAPI document. */
export interface Operation {
  method: string;
  path: string;
  operationId: string;
  queryNames: string[];
  hasBody: boolean;
}

/** What a tenant's requests are made of. */
export interface Tenant {
  /** Is in all texts and names that the tenant writes. */
  marker: string;
  keys: string[];
  /** By the prefix of the id: what it owns. */
  ids: Map<string, string[]>;
  cursors: string[];
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
};
// The same of both tenants, so that nothing is told apart by its address.
const numbers = ['+12125550123', '+12125550124', '+12125550125', '+14155550126'];
const emails = ['ana@example.com', 'bo@example.com', 'cy@example.com'];

interface Maker {
  random: RandomSource;
  self: Tenant;
  other: Tenant;
  /** An id with this prefix, of either tenant, or of nobody. */
  idOf(prefix: string): string;
}

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
    body: operation.hasBody ? bodyOf(maker, operation.operationId) : undefined,
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

/** Throws for a route that nobody has thought of here: it would go untried. */
function bodyOf(maker: Maker, operationId: string): unknown {
  const { random, self, idOf } = maker;
  const text = `${self.marker} table`;
  const makers: Record<string, () => unknown> = {
    scheduleMessage: () => messageOf(maker),
    previewMessage: () => messageOf(maker),
    editMessage: () => ({
      text,
      ...(random.oneIn(2) ? { from: idOf('snd') } : { sendAt: inHours(2) }),
    }),
    cancelMessage: () => ({}),
    // Else an item that names what is the other's is refused in an answer that is 202.
    createBatch: () => ({
      name: self.marker,
      items: [messageOf(maker), messageOf(maker)].map(({ batchId: _, ...item }) => item),
      allOrNothing: true,
    }),
    closeBatch: () => ({}),
    // Refused for what it is written in, wherever it goes.
    putBatchLines: () => ({}),
    // Of contacts that are its own: another's is refused in an answer that is 202.
    createEngagementEvents: () => ({ events: [engagementOf(maker), engagementOf(maker)] }),
    createContact: () => contactOf(maker),
    editContact: () => contactOf(maker),
    createSender: () => ({
      ...senderOf(maker),
      channel: 'sms',
      provider: 'sink',
      address: `+1415${2_000_000 + random.int(7_999_999)}`,
    }),
    editSender: () => senderOf(maker),
    createUser: () => ({
      name: self.marker,
      email: `u${random.int(1e9)}@example.com`,
      role: random.pick(['user', 'admin']),
    }),
    editUser: () => ({ name: self.marker, role: 'admin' }),
    createKey: () => ({ userId: idOf('usr'), name: self.marker }),
    rotateKey: () => ({}),
    createEndpoint: () => endpointOf(maker),
    editEndpoint: () => ({ ...endpointOf(maker), status: random.pick(endpointStatuses) }),
    rotateEndpointSecret: () => ({ overlapSeconds: random.int(604_800) }),
    testEndpoint: () => ({}),
    replayEvents: () => (random.oneIn(2) ? { eventId: idOf('evt') } : { since: inHours(-48) }),
    editWorkspace: () => ({ name: self.marker }),
    putSuppression: () => suppressedOf(maker),
    deleteSuppression: () => suppressedOf(maker),
  };
  const make = makers[operationId];
  if (!make) throw new Error(`no bodies are known for ${operationId}`);
  return make();
}

function messageOf({ random, self, idOf }: Maker) {
  return {
    channel: 'sms',
    text: `${self.marker} table`,
    ...(random.oneIn(2) ? { contactId: idOf('con') } : { to: random.pick(numbers) }),
    ...(random.oneIn(3) ? { from: idOf('snd') } : {}),
    ...(random.oneIn(9) ? { batchId: idOf('bat') } : { batchId: undefined }),
    metadata: { mark: self.marker },
    sendAt: inHours(1 + random.int(48)),
  };
}

function contactOf({ random, self, idOf }: Maker) {
  return {
    name: `${self.marker} ${random.pick(['Ana', 'Bo'])}`,
    phones: [{ number: random.pick(numbers), label: self.marker }],
    emails: [{ address: random.pick(emails) }],
    variables: { mark: self.marker },
    ...(random.oneIn(3) ? { ownerId: idOf('usr') } : {}),
  };
}

function engagementOf({ random, self }: Maker) {
  const own = self.ids.get('con') ?? [];
  return {
    ...(own.length > 0 && random.oneIn(2)
      ? { contactId: random.pick(own) }
      : { address: random.pick(emails) }),
    channel: 'email',
    kind: 'open',
    at: inHours(-random.int(48)),
    eventId: `event ${random.int(50)}`,
  };
}

/** One number at the most by SMS, so that messages go on. */
function suppressedOf({ random }: Maker) {
  return random.oneIn(2)
    ? { address: numbers[3], channel: 'sms' }
    : { address: random.pick(emails), channel: 'email' };
}

/** Of what happens most. A port where nobody listens. */
function endpointOf({ random, self }: Maker) {
  return {
    url: `http://127.0.0.1:9/${self.marker}`,
    description: self.marker,
    ...(random.oneIn(2) ? { eventTypes: ['message.scheduled', 'message.canceled'] } : {}),
  };
}

function senderOf({ random, self, idOf }: Maker) {
  return {
    name: `${self.marker} line`,
    isDefault: random.oneIn(4),
    ...(random.oneIn(3) ? { assignedUserId: idOf('usr') } : {}),
  };
}
