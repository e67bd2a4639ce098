import { z } from '@hono/zod-openapi';
import { instant, line, record, searchField, version } from './fields.ts';
import { idField } from './ids.ts';
import { pageQuery } from './pages.ts';

const ADDRESSES_MAX = 20;
const primary = z
  .boolean()
  .optional()
  .openapi({ description: 'At most one of the list; the first when none is.' });

const phones = z
  .array(
    z.strictObject({
      number: line(64, {
        description: 'Kept as E.164; without a country code: of the default country.',
        example: '+12125550123',
      }),
      label: line(100, { example: 'mobile' }).optional(),
      primary,
    }),
  )
  .max(ADDRESSES_MAX);

const emails = z
  .array(
    z.strictObject({
      address: line(254, { example: 'ana@example.com' }).openapi({ format: 'email' }),
      primary,
    }),
  )
  .max(ADDRESSES_MAX);

const name = line(200, { example: 'Ana Lima' });
const firstName = line(200);
const lastName = line(200);
const timeZone = line(64, { description: 'IANA name.', example: 'America/Denver' });
const ownerId = idField('The id of a user of the workspace.');
const variables = record({ entries: 100, key: 64, value: 5000 }, 'Texts for templates.');

/** The body of `POST /v1/contacts`. */
export const newContact = z
  .strictObject({
    name,
    firstName: firstName.optional(),
    lastName: lastName.optional(),
    phones: phones.default([]),
    emails: emails.default([]),
    timeZone: timeZone.optional(),
    ownerId: ownerId.optional(),
    variables: variables.optional(),
  })
  .openapi('NewContact', {
    example: { name: 'Ana Lima', phones: [{ number: '+12125550123' }], emails: [] },
  });

/** The body of `PATCH /v1/contacts/{id}`: null clears, left out stays; lists are replaced. */
export const contactChanges = z
  .strictObject({
    name: name.optional(),
    firstName: firstName.nullable().optional(),
    lastName: lastName.nullable().optional(),
    phones: phones.optional(),
    emails: emails.optional(),
    timeZone: timeZone.nullable().optional(),
    ownerId: ownerId.nullable().optional(),
    variables: variables.nullable().optional(),
  })
  .openapi('ContactChanges', {
    description: 'Null clears, what is left out stays; a list replaces the whole list.',
  });

/** The query of `GET /v1/contacts`. */
export const contactFilter = z.strictObject({
  // A + in a query string may arrive as a blank; no word begins with one.
  q: searchField('The beginning of a number or of an address; or words that are all in the names'),
  ...pageQuery('contact'),
});

/** A contact, as it is answered. */
export const contact = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    firstName: z.string().nullable(),
    lastName: z.string().nullable(),
    phones: z.array(
      z.strictObject({ number: z.string(), label: z.string().nullable(), primary: z.boolean() }),
    ),
    emails: z.array(z.strictObject({ address: z.string(), primary: z.boolean() })),
    timeZone: z.string().nullable(),
    ownerId: z.string().nullable(),
    variables: z.record(z.string(), z.string()),
    createdAt: instant,
    updatedAt: instant,
    version,
  })
  .openapi('Contact');

/** The answer of `DELETE /v1/contacts/{id}`. */
export const deletedContact = z
  .strictObject({
    id: z.string(),
    canceledMessages: z
      .int()
      .openapi({ type: 'integer', description: 'Were pending, are never sent.' }),
    sending: z.int().openapi({ type: 'integer', description: 'Were claimed before.' }),
  })
  .openapi('DeletedContact');
