import type { OutboundMessage } from '#providers/provider';

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
    ...overrides,
  });
}
