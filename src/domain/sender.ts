import type { Channel } from './message.ts';

/** Who carries a sender's messages. */
export const providerNames = ['sink', 'twilio', 'sendgrid', 'smtp', 'bluebubbles'] as const;
export type ProviderName = (typeof providerNames)[number];

const channelsOf: Record<ProviderName, readonly Channel[]> = {
  sink: ['email', 'sms', 'mms', 'whatsapp', 'imessage'],
  twilio: ['sms', 'mms', 'whatsapp'],
  sendgrid: ['email'],
  smtp: ['email'],
  bluebubbles: ['imessage'],
};

/** Whether a provider carries messages of a channel. */
export function canCarry(provider: ProviderName, channel: Channel): boolean {
  return channelsOf[provider].includes(channel);
}

/** Of Twilio's messaging services. https://www.twilio.com/docs/messaging/api/service-resource */
const MESSAGING_SERVICE = /^MG[0-9a-fA-F]{32}$/;

/**
 * What is wrong with a service's id in the place of an address: services are a matter of phone
 * numbers, and of Twilio. The sink takes any. `null`: nothing.
 *
 * @example serviceSidProblem('smtp', 'MG1') // 'is not a field of smtp: it needs address'
 */
export function serviceSidProblem(provider: ProviderName, serviceSid: string): string | null {
  switch (provider) {
    case 'sink':
      return null;
    case 'twilio':
      return MESSAGING_SERVICE.test(serviceSid) ? null : 'must be MG and 32 hex digits on twilio';
    case 'sendgrid':
    case 'smtp':
    case 'bluebubbles':
      return `is not a field of ${provider}: it needs address`;
  }
}

/** Whether a provider tells of what was delivered, and what was not. */
export function reportsDelivery(provider: ProviderName): boolean {
  switch (provider) {
    case 'twilio':
    case 'sendgrid':
    case 'bluebubbles':
      return true;
    case 'sink':
    case 'smtp':
      return false;
  }
}

/** How the sink can be told to misbehave, so that the unhappy paths can be tried. */
export const faultKinds = ['slow', 'fail', 'timeout_after_accept'] as const;

export interface SinkFault {
  kind: (typeof faultKinds)[number];
  /** `slow`: how long the answer takes, in milliseconds. */
  ms?: number | undefined;
  /** The share of messages that it happens to, 0 to 1; all when left out. */
  rate?: number | undefined;
}

export interface SenderSettings {
  fault?: SinkFault | undefined;
  /** Where answers to its emails go, in the place of its address. */
  replyTo?: string | undefined;
}
