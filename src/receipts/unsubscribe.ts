import type { Queryable } from '#db/connect';
import { findUnsubscriber } from '#db/find-unsubscriber';
import type { SuppressedAddress } from '#db/suppressions';
import { applySuppression } from '#suppressions/apply-suppression';
import { isUnsubscribeSignature, readUnsubscribeToken } from './unsubscribe-token.ts';

/**
 * Does what the link in an email says (RFC 8058): nothing more goes to its recipient, and what is
 * pending is canceled. Again it changes nothing, unless emails were wished for in between.
 *
 * @returns false for a token that is none of ours.
 */
export async function unsubscribe(tx: Queryable, token: string, now: Date): Promise<boolean> {
  const subject = await findSubject(tx, token);
  if (subject === null) return false;
  await applySuppression(tx, subject, 'unsubscribed', now);
  return true;
}

/** Whether a token is one of ours. */
export async function knowsUnsubscribeToken(tx: Queryable, token: string): Promise<boolean> {
  return (await findSubject(tx, token)) !== null;
}

async function findSubject(tx: Queryable, token: string): Promise<SuppressedAddress | null> {
  const read = readUnsubscribeToken(token);
  const found = read && (await findUnsubscriber(tx, read.messageId));
  if (!found) return null;
  return isUnsubscribeSignature(read, found.signingSecret) ? found.subject : null;
}
