import { z } from '@hono/zod-openapi';
import { ENGAGEMENT_EVENTS_MAX, engagementKinds } from '#domain/engagement';
import { errorCodes } from '#domain/errors';
import { channels } from '#domain/message';
import { instantField, line } from './fields.ts';
import { idField } from './ids.ts';

/** An engagement event, as it is told. */
export const engagementEvent = z
  .strictObject({
    contactId: idField('This, or an address, or both: it then is one of the contact’s.').optional(),
    address: line(320, {
      description:
        "E.164, or a number of the workspace's default country, or an email address. Without a contact it counts for whoever has the address when a time is picked.",
      example: 'ana@example.com',
    }).optional(),
    channel: z.enum(channels),
    kind: z.enum(engagementKinds),
    at: instantField('RFC 3339; at most 5 minutes ahead, and however long ago.'),
    machine: z
      .boolean()
      .optional()
      .openapi({ description: 'Whether a program did it, such as a proxy that loads images.' }),
    eventId: line(255, {
      description:
        'The same for one that is told twice: it counts once in the workspace. Of one that SendGrid reports here too, its `sg_event_id`.',
    }).optional(),
  })
  .openapi('EngagementEvent', {
    description: 'With a `contactId`, an `address`, or both.',
    example: {
      address: 'ana@example.com',
      channel: 'email',
      kind: 'open',
      at: '2026-06-01T09:12:00Z',
      eventId: 'open-8d1f',
    },
  });

/** The body of `POST /v1/engagement-events`. What is wrong with an event is its own rejection. */
export const newEngagementEvents = z
  .strictObject({ events: z.array(z.unknown()).min(1).max(ENGAGEMENT_EVENTS_MAX) })
  .openapi('NewEngagementEvents');

const count = z.int().openapi({ type: 'integer', minimum: 0 });

/** The answer of `POST /v1/engagement-events`. */
export const acceptedEngagementEvents = z
  .strictObject({
    received: count,
    accepted: count.openapi({ description: 'New, and kept.' }),
    duplicates: count.openapi({ description: 'Told before, by their `eventId`.' }),
    expired: count.openapi({ description: 'Older than what the workspace keeps.' }),
    rejected: z.array(
      z.strictObject({
        index: z.int().openapi({ type: 'integer', description: 'Of the event, from 0.' }),
        code: z.enum(errorCodes),
        detail: z.string(),
      }),
    ),
  })
  .openapi('AcceptedEngagementEvents');
