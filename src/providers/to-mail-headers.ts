import { toMessageIdHeader } from '#domain/threading';
import type { OutboundMessage } from './provider.ts';

/**
 * The header fields of an email by name, unfolded, beside those that say from whom it comes, to
 * whom it and its answers go, and what it is about.
 */
export function toMailHeaders({ messageId, from, email }: OutboundMessage): Record<string, string> {
  const { thread = null, unsubscribeUrl = null } = email ?? {};
  return {
    'Message-ID': toMessageIdHeader(messageId, from.address ?? ''),
    ...(thread === null
      ? {}
      : { 'In-Reply-To': thread.inReplyTo, References: thread.references.join(' ') }),
    // RFC 8058: one click, and no page on the way.
    ...(unsubscribeUrl === null
      ? {}
      : {
          'List-Unsubscribe': `<${unsubscribeUrl}>`,
          'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
        }),
  };
}
