import { z } from '@hono/zod-openapi';
import { errorCodes } from '#domain/errors';

/** The schema of a problem document. */
export const problemDocument = z
  .strictObject({
    type: z.string().openapi({
      description: 'A URI for the kind of problem.',
      example: 'urn:punctual:problem:validation_failed',
    }),
    title: z.string(),
    status: z.int().openapi({ type: 'integer', minimum: 400, maximum: 599 }),
    detail: z.string().openapi({ description: 'The thing and the rule.' }),
    instance: z.string().openapi({ description: 'A URI for this request.' }),
    code: z.enum(errorCodes).openapi({ description: 'Stable: switch on it.' }),
    requestId: z.string(),
    errors: z
      .array(
        z.strictObject({
          pointer: z.string().openapi({
            description:
              'A JSON pointer into the body; `/query/NAME` is a query parameter, `/header/NAME` a header.',
            example: '/sendAt',
          }),
          detail: z.string(),
        }),
      )
      .optional(),
    offset: z.int().optional().openapi({
      type: 'integer',
      description: 'Of `offset_mismatch`: so many bytes of the upload were taken.',
    }),
  })
  .openapi('Problem', { description: 'RFC 9457.' });
