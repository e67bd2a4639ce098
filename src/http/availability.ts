import { z } from '@hono/zod-openapi';
import { parseNumber } from '#messages/parse-number';
import { defineRoute, type Route } from './define-route.ts';
import { addressParameter } from './fields.ts';
import type { HttpDeps } from './http-deps.ts';

const availability = z
  .strictObject({
    to: z.string().openapi({ description: 'E.164.', example: '+12025551234' }),
    imessage: z.boolean().nullable().openapi({
      description: 'Null when it cannot be told: no bridge, or none that answers.',
    }),
    channel: z.enum(['imessage', 'sms']).openapi({ description: 'What a message would go by.' }),
  })
  .openapi('Availability');

const query = z.strictObject({
  to: addressParameter(64, { description: 'A phone number.', example: '+12025551234' }),
});

/** `GET /v1/availability` (N3). */
export function availabilityRoute(deps: HttpDeps): Route {
  return defineRoute(deps, {
    method: 'get',
    path: '/v1/availability',
    operationId: 'getAvailability',
    tag: 'Messages',
    summary: 'Ask whether a number has iMessage',
    query,
    status: 200,
    answer: availability,
    answerDescription: 'What a message to it would go by.',
    run: async (scope, input) => {
      const to = await parseNumber(scope, input.query.to);
      return { body: { to, imessage: null, channel: 'sms' as const } };
    },
    async complete({ to }) {
      const imessage = await deps.hasImessage(to);
      return {
        to,
        imessage,
        channel: imessage === true ? ('imessage' as const) : ('sms' as const),
      };
    },
  });
}
