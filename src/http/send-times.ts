import { z } from '@hono/zod-openapi';
import { explainSendTime } from '#send-times/explain-send-time';
import { reportSendTimes } from '#send-times/report-send-times';
import { defineRoute, type Route } from './define-route.ts';
import { instantField } from './fields.ts';
import type { HttpDeps } from './http-deps.ts';
import { idParams } from './ids.ts';
import { sendTimeExplanation, sendTimeReport, sendTimeWindow } from './send-time-schemas.ts';

const tag = 'Send times';

/** `GET /v1/contacts/{id}/send-time`. */
export function sendTimeRoute(deps: HttpDeps): Route {
  return defineRoute(deps, {
    method: 'get',
    path: '/v1/contacts/{id}/send-time',
    operationId: 'explainSendTime',
    tag,
    summary: 'See when the optimizer would send to a contact, and why',
    description: 'For a message that were accepted now. Changes nothing.',
    params: idParams('contact'),
    query: z.strictObject({ window: sendTimeWindow.default('48h') }),
    status: 200,
    answer: sendTimeExplanation,
    answerDescription: 'The decision, the curve over the window, and the history behind it.',
    run: async (scope, { params, query }) => ({
      body: await explainSendTime(deps.messageDeps, scope, {
        contactId: params.id,
        window: query.window,
      }),
    }),
  });
}

/** `GET /v1/send-time/report`. */
export function sendTimeReportRoute(deps: HttpDeps): Route {
  return defineRoute(deps, {
    method: 'get',
    path: '/v1/send-time/report',
    operationId: 'reportSendTimes',
    tag,
    summary: 'See what send-time optimization did',
    description:
      'Optimized messages beside those that were held out and went at once, by how many people engaged with them, as our providers report it; no event told over HTTP or imported counts. Messages older than engagement is kept (`engagementRetentionDays`) are left out.',
    query: z.strictObject({
      since: instantField(
        'Messages accepted at this instant or later; 90 days before `until`.',
      ).optional(),
      until: instantField('Messages accepted before this instant; now.').optional(),
      window: sendTimeWindow.optional(),
    }),
    status: 200,
    answer: sendTimeReport,
    answerDescription: 'How many were optimized, why the others were not, and the lift.',
    run: async (scope, { query }) => ({ body: await reportSendTimes(scope, query) }),
  });
}
