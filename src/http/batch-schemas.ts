import { z } from '@hono/zod-openapi';
import { BATCH_ITEMS_MAX, batchStatuses } from '#domain/batch';
import { errorCodes } from '#domain/errors';
import { statuses } from '#domain/status';
import { instant, instantOrNull, line } from './fields.ts';
import { fixedFields } from './message-fields.ts';
import { optionalFields } from './message-schemas.ts';

const { batchId: _, ...fieldsOfItem } = optionalFields;

const defaults = z
  .strictObject({ channel: fixedFields.channel.optional(), ...fieldsOfItem })
  .openapi('BatchDefaults', {
    description: 'The fields that an item has unless it says otherwise.',
  });

/** The body of `POST /v1/batches`. What is wrong with an item is that item's rejection. */
export const newBatch = z
  .strictObject({
    name: line(200, { example: 'Reminders for Friday' }).optional(),
    defaults: defaults.optional(),
    items: z
      .array(
        z.unknown().openapi({
          description:
            'The fields of a message, but `batchId`, laid over the defaults: then what `POST /v1/messages` takes.',
        }),
      )
      .min(1)
      .max(BATCH_ITEMS_MAX)
      .optional()
      .openapi({ description: 'Required, unless the batch is `open`.' }),
    allOrNothing: z.boolean().optional().openapi({
      description:
        'One item that is refused refuses all: 422, and nothing is stored. Of an upload: a line that is rejected cancels the batch when it is closed.',
    }),
    open: z.boolean().optional().openapi({
      description:
        'Its messages come as lines (`PUT /v1/batches/{id}/lines`); nothing of it is sent before it is closed.',
    }),
    dryRun: z.boolean().optional().openapi({
      description: 'Checks everything, and stores no message.',
    }),
  })
  .superRefine(({ items, open }, context) => {
    const refuse = (message: string) =>
      context.addIssue({ code: 'custom', path: ['items'], message });
    if (open && items !== undefined) refuse('excludes open: its messages come as lines');
    if (!open && items === undefined) refuse('is required, unless open is true');
  })
  .openapi('NewBatch', {
    example: {
      name: 'Reminders for Friday',
      defaults: { channel: 'sms', sendAt: '2027-01-15T09:00:00-07:00' },
      items: [{ to: '+12125550123', text: 'Your table is booked for tonight at 8.' }],
    },
  });

/** The answer of `POST /v1/batches`. */
export const acceptedBatch = z
  .strictObject({
    id: z.string().nullable().openapi({ description: 'null: of a dry run there is nothing.' }),
    accepted: z.int().openapi({ type: 'integer', description: 'How many messages it has.' }),
    rejected: z
      .array(
        z.strictObject({
          index: z.int().openapi({ type: 'integer', description: 'Of the item, from 0.' }),
          code: z.enum(errorCodes),
          detail: z.string(),
        }),
      )
      .openapi({ description: 'The items that are no messages, and why.' }),
  })
  .openapi('AcceptedBatch');

const count = z.int().openapi({ type: 'integer', minimum: 0 });
/** How many messages of a batch have each status. */
export const counts = Object.fromEntries(statuses.map((status) => [status, count])) as Record<
  (typeof statuses)[number],
  typeof count
>;

const upload = z
  .strictObject({ offset: count, lines: count, accepted: count, rejected: count })
  .nullable()
  .openapi({
    description:
      'How far the upload is: bytes and lines that were taken. The next request begins at `offset`. null: its messages came with the request that made it.',
  });
const summary = {
  id: z.string(),
  name: z.string().nullable(),
  status: z.enum(batchStatuses),
  dryRun: z.boolean(),
  upload,
  completedAt: instantOrNull.openapi({
    description: 'When nothing was to come of its messages any more; null until then.',
  }),
  createdAt: instant,
  updatedAt: instant,
};

/** A batch, as it is answered. */
export const batch = z
  .strictObject({
    ...summary,
    total: count,
    counts: z.strictObject(counts),
    estimatedEndAt: instantOrNull.openapi({
      description:
        'When the last of what is still to come goes: due, and at the rate of its sender. Null when nothing is, and while the batch is open or paused.',
    }),
  })
  .openapi('Batch');

/** A batch in a list: its messages are not counted. */
export const batchSummary = z.strictObject(summary).openapi('BatchSummary');

/** A line of an upload, or an item, that is no message. */
export const rejection = z
  .strictObject({
    line: z.int().openapi({
      type: 'integer',
      description:
        'Of the upload, from 1; of a record of several lines, the first. Of a batch of `items`: the place among them, from 1.',
    }),
    code: z.enum(errorCodes),
    detail: z.string(),
  })
  .openapi('BatchRejection');

/** The answer of `PUT /v1/batches/{id}/lines`. */
export const takenLines = z
  .strictObject({
    id: z.string(),
    offset: count,
    lines: count,
    accepted: count,
    rejected: count,
    rejections: z.array(rejection).openapi({ description: 'The first 100 of this request.' }),
  })
  .openapi('TakenLines', { description: 'Counts are of the whole upload.' });
