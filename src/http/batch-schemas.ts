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
      .max(BATCH_ITEMS_MAX),
    allOrNothing: z.boolean().optional().openapi({
      description: 'One item that is refused refuses all: 422, and nothing is stored.',
    }),
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
    id: z.string(),
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
const counts = Object.fromEntries(statuses.map((status) => [status, count])) as Record<
  (typeof statuses)[number],
  typeof count
>;

/** A batch, as it is answered. */
export const batch = z
  .strictObject({
    id: z.string(),
    name: z.string().nullable(),
    status: z.enum(batchStatuses),
    total: count,
    counts: z.strictObject(counts),
    estimatedEndAt: instantOrNull.openapi({
      description:
        'When the last of what is still to come goes: due, and at the rate of its sender. Null when nothing is.',
    }),
    completedAt: instantOrNull.openapi({
      description: 'When nothing was to come of its messages any more; null until then.',
    }),
    createdAt: instant,
    updatedAt: instant,
  })
  .openapi('Batch');
