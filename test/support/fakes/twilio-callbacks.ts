import type { PostedWebhook } from './create-webhook-poster.ts';
import {
  readParam,
  type TwilioEntry,
  type TwilioMessage,
  type TwilioStatus,
  withStatus,
} from './twilio-message.ts';
import type { TwilioWebhooks } from './twilio-webhooks.ts';

/** A message as the account holds it: what was asked, and how it stands. */
export interface HeldMessage {
  entry: TwilioEntry;
  message: TwilioMessage;
}

/**
 * `early` posts before the create request is answered; `reordered` the last status first; `forged`
 * signs with another token; `none` posts nothing, though the messages come to their statuses.
 */
export type CallbackMode = 'usual' | 'none' | 'early' | 'twice' | 'reordered' | 'forged';

export interface CallbackScript {
  mode: CallbackMode;
  /** What each message comes to by itself. */
  statuses: readonly TwilioStatus[];
  /** Of those that fail. */
  errorCode: number;
}

export interface StatusOptions {
  errorCode?: number;
  /** Signed with another token; the message stays as it is. */
  forged?: boolean;
}

/** "Unknown error": the carrier did not say why. */
const DEFAULT_ERROR_CODE = 30008;

export const USUAL_CALLBACKS: CallbackScript = {
  mode: 'usual',
  statuses: ['sent', 'delivered'],
  errorCode: DEFAULT_ERROR_CODE,
};

/** Brings a message to its statuses, one after the other, and posts what the script says. */
export async function runCallbacks(
  held: HeldMessage,
  script: CallbackScript,
  webhooks: TwilioWebhooks,
): Promise<void> {
  const steps: TwilioMessage[] = [];
  for (const status of script.statuses) {
    held.message = withStatus(held.message, status, script.errorCode);
    steps.push(held.message);
  }
  const url = readParam(held.entry.params, 'StatusCallback');
  if (url === null) return;
  for (const step of inPostingOrder(steps, script.mode)) {
    await webhooks.status(step, url, script.mode === 'forged');
  }
}

/**
 * Brings a message to one status by hand, and posts that.
 *
 * @throws when the message was sent without a `StatusCallback`.
 */
export async function postStatus(
  held: HeldMessage,
  status: TwilioStatus,
  webhooks: TwilioWebhooks,
  { errorCode = DEFAULT_ERROR_CODE, forged = false }: StatusOptions = {},
): Promise<PostedWebhook> {
  const url = readParam(held.entry.params, 'StatusCallback');
  if (url === null) throw new Error(`${held.entry.sid} has no StatusCallback`);
  const step = withStatus(held.message, status, errorCode);
  if (!forged) held.message = step;
  return webhooks.status(step, url, forged);
}

function inPostingOrder(steps: readonly TwilioMessage[], mode: CallbackMode): TwilioMessage[] {
  switch (mode) {
    case 'none':
      return [];
    case 'twice':
      return steps.flatMap((step) => [step, step]);
    case 'reordered':
      return steps.toReversed();
    case 'usual':
    case 'early':
    case 'forged':
      return [...steps];
  }
}
