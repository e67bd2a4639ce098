import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import twilio from 'twilio';
import { createWebhookPoster } from '#test/support/fakes/create-webhook-poster';
import { createSendGridWebhooks } from '#test/support/fakes/sendgrid-webhooks';

/** What signs as the vendors do. */
export const RECEIPTS = { authToken: 'a token of Twilio', publicUrl: 'https://bench.example.com' };
const poster = createWebhookPoster();
/** Signs with a key of its own. */
export const sendgrid = createSendGridWebhooks(poster);

/** As many events as SendGrid posts at once. */
const EVENTS = 128;
const OK = 204;

export interface Posting {
  /** Of the API. */
  url: string;
  /** Messages that were sent, each reported on once. */
  messageIds: readonly string[];
  perSecond: number;
}

/** Reports by Twilio's callbacks, one for each message. @returns how long each answer took. */
export async function postCallbacks({ url, messageIds, perSecond }: Posting): Promise<number[]> {
  return atRate(messageIds, perSecond, (messageId) => {
    const path = `/providers/twilio/status/${messageId}`;
    const params = {
      MessageSid: `SM${randomBytes(16).toString('hex')}`,
      MessageStatus: 'delivered',
    };
    const signature = twilio.getExpectedTwilioSignature(
      RECEIPTS.authToken,
      RECEIPTS.publicUrl + path,
      params,
    );
    return poster.post({
      url: url + path,
      body: new URLSearchParams(params).toString(),
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        'x-twilio-signature': signature,
      },
    });
  });
}

/** Reports by SendGrid's events, 128 in a request. @returns how long each answer took. */
export async function postEvents({ url, messageIds, perSecond }: Posting): Promise<number[]> {
  const chunks: string[][] = [];
  for (let at = 0; at < messageIds.length; at += EVENTS)
    chunks.push(messageIds.slice(at, at + EVENTS));
  return atRate(chunks, perSecond, (ids) => {
    const events = ids.map((punctual_message_id) => ({
      event: 'delivered',
      sg_event_id: randomBytes(16).toString('base64url'),
      timestamp: Math.floor(Date.now() / 1_000),
      punctual_message_id,
    }));
    return sendgrid.events(events, { url: `${url}/providers/sendgrid/events` });
  });
}

/** Each at its time, however long the others take. @throws for an answer other than 204. */
async function atRate<T>(
  all: readonly T[],
  perSecond: number,
  post: (each: T) => Promise<{ status: number | null }>,
): Promise<number[]> {
  const startMs = performance.now();
  return Promise.all(
    all.map(async (each, index) => {
      const dueMs = startMs + (index * 1_000) / perSecond;
      await sleep(Math.max(0, dueMs - performance.now()));
      const fromMs = performance.now();
      const { status } = await post(each);
      if (status !== OK) throw new Error(`a report was answered ${status}`);
      return performance.now() - fromMs;
    }),
  );
}
