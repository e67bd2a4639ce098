import { hasWrittenSince } from '#db/has-written-since';
import type { Warning } from '#db/schema/message-columns';
import type { Scope } from '#db/scope';
import type { Channel } from '#domain/message';
import type { ProviderName } from '#domain/sender';
import { type TemplateBook, templateWarnings } from '#domain/whatsapp-template';
import type { MessageDeps } from './message-deps.ts';

export interface WarnedMessage {
  channel: Channel;
  recipient: string;
  /** A template's; without one it has a text of its own. */
  contentSid?: string | null | undefined;
  contentVariables?: Record<string, string> | null | undefined;
  /** Of its sender: each knows its own templates. */
  provider: ProviderName;
  sendAt: Date;
  /** What an iMessage goes out from as SMS, if it has to. */
  fallbackSenderId: string | null;
}

/** https://www.twilio.com/docs/whatsapp/key-concepts#the-24-hour-window */
const REPLY_WINDOW_MS = 24 * 3_600_000;

const noFallback: Warning = {
  code: 'no_sms_fallback',
  detail: 'the workspace has no default sender for sms: the message goes as iMessage or not',
};
const outsideWindow: Warning = {
  code: 'outside_reply_window',
  detail:
    'whatsapp takes a text within 24 hours after the recipient wrote, and nothing came in the 24 hours before sendAt; a template (contentSid) goes at any time',
};

/** What the caller should know of a message that is accepted all the same, as things stand now. */
export async function findWarnings(
  { templates }: MessageDeps,
  scope: Scope,
  message: WarnedMessage,
): Promise<Warning[]> {
  switch (message.channel) {
    case 'imessage':
      return message.fallbackSenderId === null ? [noFallback] : [];
    case 'whatsapp':
      if (message.contentSid) return warnOfTemplate(templates, message, message.contentSid);
      return (await isOutsideWindow(scope, message)) ? [outsideWindow] : [];
    case 'email':
    case 'sms':
    case 'mms':
      return [];
  }
}

/** N8: as far as its provider lets us see. */
function warnOfTemplate(
  templates: TemplateBook | undefined,
  { provider, contentVariables }: WarnedMessage,
  contentSid: string,
): Warning[] {
  const state = provider === 'twilio' ? templates?.known(contentSid) : null;
  return templateWarnings(state ?? null, contentVariables ?? null);
}

/** N8: the provider would refuse it at the send time (Twilio: 63016). */
async function isOutsideWindow(scope: Scope, message: WarnedMessage): Promise<boolean> {
  const { channel, recipient: address, sendAt } = message;
  const since = new Date(sendAt.getTime() - REPLY_WINDOW_MS);
  const { tx, workspaceId } = scope;
  return !(await hasWrittenSince(tx, { workspaceId, channel, address }, since));
}
