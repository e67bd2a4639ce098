import { randomBytes } from 'node:crypto';

// As long as Standard Webhooks has them at the least.
const SECRET_BYTES = 24;

/** What the calls of an endpoint are signed with, in the form of Standard Webhooks. */
export function newSecret(): string {
  return `whsec_${randomBytes(SECRET_BYTES).toString('base64')}`;
}
