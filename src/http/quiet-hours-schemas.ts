import { z } from '@hono/zod-openapi';
import { quietHoursWeekdays } from '#domain/quiet-hours';

const clock = '([01]\\d|2[0-3]):[0-5]\\d';
const start = z.string().regex(new RegExp(`^${clock}$`), 'must be a time from 00:00 to 23:59');
const end = z
  .string()
  .regex(new RegExp(`^(${clock}|24:00)$`), 'must be a time from 00:00 to 24:00');
const weekdays = z.array(z.enum(quietHoursWeekdays)).openapi({
  description: 'The days on which they start.',
});

const description =
  "When messages wait, on the recipient's clocks (the contact's zone, else `defaultTimeZone`).";

/** The setting as it is answered. */
export const quietHours = z
  .strictObject({ start: z.string(), end: z.string(), weekdays })
  .openapi('QuietHours', { description });

/** The setting as it is written. */
export const quietHoursChange = z
  .strictObject({
    start: start.openapi({ example: '21:00' }),
    end: end.openapi({ description: 'Not after `start`: on the next day.', example: '08:00' }),
    weekdays: weekdays
      .min(1)
      .optional()
      .openapi({ description: 'The days on which they start; left out: all seven.' }),
  })
  .openapi('QuietHoursChange', { description: `${description} Null: none.` });
