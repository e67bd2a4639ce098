/**
 * The Message-ID of an email (RFC 5322, 3.6.4): made from ours, so that an answer names the message
 * that it answers, and the same for every attempt, so that mail servers see what comes twice.
 *
 * @param messageId ours.
 * @param fromAddress the sender's, for the right-hand side.
 * @example
 * toMessageIdHeader('msg_1', 'front@example.com') // '<msg_1@example.com>'
 */
export function toMessageIdHeader(messageId: string, fromAddress: string): string {
  return `<${messageId}@${fromAddress.slice(fromAddress.lastIndexOf('@') + 1)}>`;
}

/**
 * The id of ours that a Message-ID was made from; `null` for anybody else's.
 *
 * @example
 * fromMessageIdHeader('<msg_1@example.com>') // 'msg_1'
 */
export function fromMessageIdHeader(header: string): string | null {
  return /^<(msg_[\w-]{1,64})@/.exec(header)?.[1] ?? null;
}
