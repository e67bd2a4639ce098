import { z } from '@hono/zod-openapi';
import { validationFailed } from '#domain/errors';
import { channels } from '#domain/message';
import { suppressionChannels, suppressionReasons } from '#domain/suppression';
import { deleteSuppression } from '#suppressions/delete-suppression';
import { listSuppressions } from '#suppressions/list-suppressions';
import { putSuppression } from '#suppressions/put-suppression';
import { defineRoute, type Route } from './define-route.ts';
import { addressParameter, instant, line } from './fields.ts';
import type { HttpDeps } from './http-deps.ts';
import { pageOf, pageQuery, toPageAnswer, toPageRequest } from './pages.ts';

const tag = 'Suppressions';
const path = '/v1/suppressions';

const address = line(320, {
  description: "E.164, or a number of the workspace's default country, or an email address.",
  example: '+12125550123',
});
const channel = z.enum(channels).openapi({ description: '`mms` is taken as `sms`: they are one.' });
const reason = z.enum(suppressionReasons);

const shape = {
  id: z.string(),
  address: z.string(),
  channel: z.enum(suppressionChannels),
  reason,
  createdAt: instant,
};
const suppression = z.strictObject(shape).openapi('Suppression');
const newSuppression = z
  .strictObject({ address, channel, reason: reason.default('blacklisted') })
  .openapi('NewSuppression');
const madeSuppression = z
  .strictObject({
    ...shape,
    canceledMessages: z
      .int()
      .openapi({ type: 'integer', description: 'How many were pending for the address.' }),
  })
  .openapi('MadeSuppression');

const filter = z.strictObject({
  address: addressParameter(320, { description: 'Of this address.' }).optional(),
  channel: channel.optional(),
  reason: reason.optional(),
  ...pageQuery('suppression'),
});
const named = { address: addressParameter(320).optional(), channel: channel.optional() };
const namedInBody = z
  .strictObject({ address: address.optional(), channel: channel.optional() })
  .openapi('SuppressedAddress', { description: 'In the place of the query.' });

/** The routes under `/v1/suppressions`. */
export function suppressionRoutes(deps: HttpDeps): Route[] {
  return [putRoute(deps), listRoute(deps), deleteRoute(deps)];
}

function putRoute(deps: HttpDeps): Route {
  return defineRoute(deps, {
    method: 'put',
    path,
    operationId: 'putSuppression',
    tag,
    summary: 'Suppress an address',
    description:
      'Nothing more goes there on that channel, and what is pending is canceled (not where it `bounced`). Again it is the same suppression; what a recipient wished gives way to a stronger reason.',
    body: newSuppression,
    status: 200,
    answer: madeSuppression,
    answerDescription: 'The suppression.',
    run: async (scope, { body }) => ({
      body: await putSuppression(scope, { ...body, pointer: '/address' }, body.reason),
    }),
  });
}

function listRoute(deps: HttpDeps): Route {
  return defineRoute(deps, {
    method: 'get',
    path,
    operationId: 'listSuppressions',
    tag,
    summary: 'List suppressions',
    description: 'Opt-outs, unsubscribes, spam reports and bounces come by themselves.',
    query: filter,
    status: 200,
    answer: pageOf(suppression, 'SuppressionPage'),
    answerDescription: 'Suppressions that match all filters, newest first.',
    run: async (scope, { query }) => ({
      body: toPageAnswer(await listSuppressions(scope, query, toPageRequest(query))),
    }),
  });
}

function deleteRoute(deps: HttpDeps): Route {
  return defineRoute(deps, {
    method: 'delete',
    path,
    operationId: 'deleteSuppression',
    tag,
    summary: 'Let messages go to an address again',
    description:
      'Whatever the reason was; what was canceled stays so. The address and its channel come in the query, or in a body.',
    query: z.strictObject(named),
    body: namedInBody,
    bodyIsOptional: true,
    answersNotFound: true,
    status: 204,
    answerDescription: 'It is not suppressed any more.',
    run: async (scope, { query, body }) => {
      await deleteSuppression(scope, toNamed(query, body));
      return { body: undefined };
    },
  });
}

type Named = z.output<typeof namedInBody>;

/** One of both, and whole: half of each would be a guess. */
function toNamed(query: Named, body: Named) {
  const isInBody = body.address !== undefined || body.channel !== undefined;
  const isInQuery = query.address !== undefined || query.channel !== undefined;
  if (isInBody && isInQuery) {
    const pointer = body.address === undefined ? '/channel' : '/address';
    const detail = 'address and channel must come in the query or in the body, not in both';
    throw validationFailed([{ pointer, detail }]);
  }
  const at = isInBody ? '' : '/query';
  const { address, channel } = isInBody ? body : query;
  if (address !== undefined && channel !== undefined) {
    return { address, channel, pointer: `${at}/address` };
  }
  const missing = { address, channel };
  throw validationFailed(
    (['address', 'channel'] as const)
      .filter((field) => missing[field] === undefined)
      .map((field) => ({ pointer: `${at}/${field}`, detail: `${field} is required` })),
  );
}
