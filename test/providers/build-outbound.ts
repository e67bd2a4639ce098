import type { EmailFields, OutboundMessage } from '#providers/provider';

/** What a reader of a header may take for the end of a line. */
export const lineEnds = ['\r\n', '\n', '\r', '\u0000', '\u0085', '\u2028', '\r\n '];

/** An SMS, unless told otherwise. */
export function buildOutbound(overrides: Partial<OutboundMessage> = {}): OutboundMessage {
  return {
    messageId: 'msg_0198c0de-0000-7000-8000-000000000001',
    workspaceId: 'wsp_0198c0de-0000-7000-8000-000000000001',
    attempt: 1,
    channel: 'sms',
    from: { address: '+12125550100', serviceSid: null, name: 'Front desk' },
    to: { address: '+12125550123', name: null },
    subject: null,
    text: 'Hello',
    html: null,
    mediaUrls: null,
    contentSid: null,
    contentVariables: null,
    settings: {},
    email: null,
    ...overrides,
  };
}

/** An email. */
export function buildEmail(overrides: Partial<OutboundMessage> = {}): OutboundMessage {
  return buildOutbound({
    channel: 'email',
    from: { address: 'desk@example.com', serviceSid: null, name: 'Front desk' },
    to: { address: 'ana@example.org', name: 'Ana' },
    subject: 'Your table',
    email: buildEmailFields(),
    ...overrides,
  });
}

/** No thread, nowhere else to answer to, and no link to unsubscribe. */
export function buildEmailFields(overrides: Partial<EmailFields> = {}): EmailFields {
  return { replyTo: null, thread: null, unsubscribeUrl: null, ...overrides };
}
