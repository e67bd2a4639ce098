import type { Channel } from './message.ts';

/** Where an address can be suppressed: SMS and MMS count as one (C6). */
export const suppressionChannels = ['email', 'sms', 'whatsapp', 'imessage'] as const;
export type SuppressionChannel = (typeof suppressionChannels)[number];

/** Why nothing more goes to an address. */
export const suppressionReasons = [
  'opted_out',
  'unsubscribed',
  'spam_report',
  'bounced',
  'blacklisted',
] as const;
export type SuppressionReason = (typeof suppressionReasons)[number];

/** What the recipient wished, and can take back. */
export const liftableReasons = [
  'opted_out',
  'unsubscribed',
] as const satisfies readonly SuppressionReason[];

/** What is suppressed together with messages of a channel. */
export function toSuppressionChannel(channel: Channel): SuppressionChannel {
  return channel === 'mms' ? 'sms' : channel;
}

/** The channels on which a suppression holds. */
export function channelsSuppressedBy(channel: SuppressionChannel): readonly Channel[] {
  return channel === 'sms' ? ['sms', 'mms'] : [channel];
}

/** Whether it is somebody's wish, which ends what is pending; a bounce is none. */
export function isOptOut(reason: SuppressionReason): boolean {
  return reason !== 'bounced';
}

/** What Twilio takes for an opt-out or its end by itself, whatever else the account has set. */
const words: Readonly<Record<string, 'opt_out' | 'opt_in'>> = {
  STOP: 'opt_out',
  STOPALL: 'opt_out',
  UNSUBSCRIBE: 'opt_out',
  CANCEL: 'opt_out',
  END: 'opt_out',
  QUIT: 'opt_out',
  OPTOUT: 'opt_out',
  REVOKE: 'opt_out',
  START: 'opt_in',
  YES: 'opt_in',
  UNSTOP: 'opt_in',
};

/**
 * Reads a text that is one word of opting out or in, and nothing else.
 * https://help.twilio.com/articles/223134027
 *
 * @example
 * parseOptOutWord(' stop ') // 'opt_out'
 */
export function parseOptOutWord(text: string): 'opt_out' | 'opt_in' | null {
  return words[text.trim().toUpperCase()] ?? null;
}
