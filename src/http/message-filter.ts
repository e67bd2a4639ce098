import { z } from '@hono/zod-openapi';
import { channels } from '#domain/message';
import { parseSendAt } from '#domain/parse-send-at';
import { statuses } from '#domain/status';
import { line } from './fields.ts';
import { idField } from './ids.ts';
import { pageQuery } from './pages.ts';

/** The query of `GET /v1/messages`: filters that all have to match. */
export const messageFilter = z.strictObject({
  status: z.array(z.enum(statuses)).optional().openapi({ description: 'One of these.' }),
  channel: z.array(z.enum(channels)).optional().openapi({ description: 'One of these.' }),
  contactId: idField('Messages to this contact.').optional(),
  to: line(320, { description: 'Messages to this address.' })
    // A + in a query string may arrive as a blank.
    .transform((to) => to.replace(/^ /, '+'))
    .optional(),
  senderId: idField('Messages from this sender.').optional(),
  batchId: idField('Messages of this batch.').optional(),
  sendAfter: instantParameter('Messages due at this instant or later.').optional(),
  sendBefore: instantParameter('Messages due before this instant.').optional(),
  ...pageQuery('message'),
});

function instantParameter(description: string) {
  return line(64)
    .transform((text, context) => {
      const parsed = parseSendAt(text.replace(/ (\d\d:\d\d)$/, '+$1'));
      if (parsed.kind === 'instant' && isStorable(parsed.at)) return new Date(parsed.at);
      const rule = 'must be an instant from 1900 to 9998, such as 2027-01-15T09:00:00Z';
      context.addIssue({ code: 'custom', message: rule });
      return z.NEVER;
    })
    .openapi({ type: 'string', format: 'date-time', description });
}

/** PostgreSQL has no year 0, and JavaScript writes years after 9999 in another way. */
function isStorable(atMs: number): boolean {
  return atMs >= Date.UTC(1900, 0) && atMs < Date.UTC(9999, 0);
}
