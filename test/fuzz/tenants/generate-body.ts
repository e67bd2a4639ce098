import { endpointStatuses } from '#domain/webhook';
import { inHours } from '#test/support/builders';
import { emails, type Maker, numbers } from './maker.ts';

/** @throws for a route that nobody has thought of here: it would go untried. */
export function generateBody(maker: Maker, operationId: string): unknown {
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
