import { createHmac, timingSafeEqual } from 'node:crypto';

/** The path of the link that recipients are handed; the token follows. */
export const UNSUBSCRIBE_PATH = '/unsubscribe/';

/**
 * The link by which the recipient of a message ends what goes to their address (RFC 8058).
 *
 * @param secret the workspace's.
 */
export function toUnsubscribeUrl(publicUrl: string, messageId: string, secret: string): string {
  const token = `${messageId}.${sign(messageId, secret)}`;
  return `${publicUrl.replace(/\/$/, '')}${UNSUBSCRIBE_PATH}${token}`;
}

/** The message that a token says it is about; `null` for what is no token. Nothing is proven yet. */
export function readUnsubscribeToken(
  token: string,
): { messageId: string; signature: string } | null {
  const [, messageId, signature] = /^(msg_[0-9a-f-]{36})\.([A-Za-z0-9_-]{43})$/.exec(token) ?? [];
  return messageId === undefined || signature === undefined ? null : { messageId, signature };
}

/** Whether we signed it; the time that the answer takes tells nothing of the right one. */
export function isUnsubscribeSignature(
  { messageId, signature }: { messageId: string; signature: string },
  secret: string,
): boolean {
  const right = Buffer.from(sign(messageId, secret));
  const given = Buffer.from(signature);
  return given.length === right.length && timingSafeEqual(given, right);
}

/** SHA-256 in base64url: 43 characters. */
function sign(messageId: string, secret: string): string {
  return createHmac('sha256', secret).update(messageId).digest('base64url');
}
