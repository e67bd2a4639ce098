import { awaitDelivery } from './await-delivery.ts';
import { awaitSilence } from './await-silence.ts';
import type { Outcome, Stage } from './stage.ts';
import { toLocalTime } from './to-local-time.ts';
import type { DemoMessage } from './wire.ts';

type Scene = (stage: Stage) => Promise<Outcome[]>;

const ZONE = 'Asia/Kolkata';
// 555-0100 to 0199 are kept for fiction, example.com for examples.
const PHONE = '+12125550142';
const EMAIL = 'ana@example.com';

/** All scenes; they play at the same time. */
export const scenes: readonly Scene[] = [sendEmail, sendAbroad, cancel, deleteContact];

async function sendEmail(stage: Stage): Promise<Outcome[]> {
  const scene = 'email at an instant';
  const message = await schedule(stage, {
    channel: 'email',
    to: EMAIL,
    from: stage.senders.email,
    subject: 'Your order has shipped',
    text: 'It is on its way.',
    sendAt: inSeconds(5).toISOString(),
  });
  stage.tell(scene, `scheduled for ${message.sendAt}`);
  return [await awaitDelivery(stage, scene, message)];
}

async function sendAbroad(stage: Stage): Promise<Outcome[]> {
  const scene = 'SMS at a local time';
  const message = await scheduleSms(stage, {
    to: PHONE,
    sendAt: toLocalTime(inSeconds(7), ZONE),
    timeZone: ZONE,
  });
  stage.tell(scene, `scheduled for ${message.localSendAt} in ${ZONE}, which is ${message.sendAt}`);
  return [await awaitDelivery(stage, scene, message)];
}

async function cancel(stage: Stage): Promise<Outcome[]> {
  const scene = 'canceled SMS';
  const message = await scheduleSms(stage, { to: PHONE, sendAt: inSeconds(6).toISOString() });
  stage.tell(scene, `scheduled for ${message.sendAt}`);
  const { status } = await stage.client.call<DemoMessage>(`POST /v1/messages/${message.id}/cancel`);
  stage.tell(scene, `asked to cancel: ${status}, which is final`);
  return [await awaitSilence(stage, scene, message, 'requested')];
}

async function deleteContact(stage: Stage): Promise<Outcome[]> {
  const scene = 'deleted contact';
  const { client, tell } = stage;
  const contact = { name: 'Ana Lima', phones: [{ number: PHONE }] };
  const { id: contactId } = await client.call<{ id: string }>('POST /v1/contacts', contact);
  const seconds = [6, 7, 8];
  const messages = await Promise.all(
    seconds.map((each) => scheduleSms(stage, { contactId, sendAt: inSeconds(each).toISOString() })),
  );
  tell(scene, `has ${messages.length} messages pending`);
  const deleted = await client.call<{ canceledMessages: number; sending: number }>(
    `DELETE /v1/contacts/${contactId}`,
  );
  const { canceledMessages, sending } = deleted;
  tell(
    scene,
    `deleted: ${canceledMessages} messages canceled with it, ${sending} too late for that`,
  );
  return Promise.all(
    messages.map((message, index) =>
      awaitSilence(stage, `${scene}, message ${index + 1}`, message, 'contact_deleted'),
    ),
  );
}

function scheduleSms(stage: Stage, fields: object): Promise<DemoMessage> {
  const text = 'Your table is booked for tonight at 8.';
  return schedule(stage, { channel: 'sms', from: stage.senders.sms, text, ...fields });
}

function schedule({ client }: Stage, body: object): Promise<DemoMessage> {
  return client.call<DemoMessage>('POST /v1/messages', body);
}

function inSeconds(seconds: number): Date {
  return new Date(Date.now() + seconds * 1_000);
}
