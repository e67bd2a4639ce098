import { z } from '@hono/zod-openapi';
import { channels } from '#domain/message';
import { statuses } from '#domain/status';
import { addressParameter, instantField, searchField } from './fields.ts';
import { idField } from './ids.ts';
import { pageQuery } from './pages.ts';

export const exportFormats = ['csv', 'ndjson'] as const;
export type ExportFormat = (typeof exportFormats)[number];

const filters = {
  status: z.array(z.enum(statuses)).optional().openapi({ description: 'One of these.' }),
  channel: z.array(z.enum(channels)).optional().openapi({ description: 'One of these.' }),
  contactId: idField('Messages to this contact.').optional(),
  to: addressParameter(320, { description: 'Messages to this address.' }).optional(),
  senderId: idField('Messages from this sender.').optional(),
  batchId: idField('Messages of this batch.').optional(),
  sendAfter: instantField('Messages due at this instant or later.').optional(),
  sendBefore: instantField('Messages due before this instant.').optional(),
  q: searchField('Words that are all in the content, or in the recipient’s name'),
};

/** The query of `GET /v1/messages`: filters that all have to match. */
export const messageFilter = z.strictObject({ ...filters, ...pageQuery('message') });

/** The query of an export: the same filters, and what to write. */
export const exportFilter = z.strictObject({
  format: z.enum(exportFormats).default('csv'),
  ...filters,
});
