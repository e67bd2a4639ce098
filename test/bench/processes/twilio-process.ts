import { startFakeTwilio } from '#test/support/fakes/fake-twilio';
import { answerAsks, readConfig } from '../harness/child.ts';

export interface TwilioConfig {
  accountSid: string;
  authToken: string;
  answerAfterMs: number;
}

/** A message that was taken: for whom, and when, in milliseconds since 1970. */
export interface TakenText {
  /** Where its statuses were to go: ends with our message's id. */
  callback: string;
  atMs: number;
}

export type TwilioAsks = {
  url(input: null): Promise<string>;
  count(input: null): Promise<number>;
  taken(input: null): Promise<TakenText[]>;
};

/** The fake Twilio, which answers after so many milliseconds and calls nobody back. */
const twilio = await startFakeTwilio(readConfig<TwilioConfig>());
twilio.callbacks({ mode: 'none' });

answerAsks<TwilioAsks>(
  {
    url: async () => twilio.url,
    count: async () => twilio.ledger.entries.length,
    taken: async () =>
      twilio.ledger.entries.map(({ params, acceptedAt }) => ({
        callback: params.find(([name]) => name === 'StatusCallback')?.[1] ?? '',
        atMs: acceptedAt.getTime(),
      })),
  },
  twilio.stop,
);
