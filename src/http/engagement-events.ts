import { acceptEngagements } from '#engagement/accept-engagements';
import { defineRoute, type Route } from './define-route.ts';
import { acceptedEngagementEvents, newEngagementEvents } from './engagement-schemas.ts';
import type { HttpDeps } from './http-deps.ts';
import { ENGAGEMENT_BODY_MAX } from './limit-body.ts';
import { parseEngagements } from './parse-engagements.ts';

/** `POST /v1/engagement-events`. */
export function engagementEventsRoute(deps: HttpDeps): Route {
  return defineRoute(deps, {
    method: 'post',
    path: '/v1/engagement-events',
    operationId: 'createEngagementEvents',
    tag: 'Send times',
    summary: 'Tell what recipients did, and when',
    description:
      'What send times are picked by; opens, clicks and replies that providers report come by themselves. Late, out of order and repeated, as they come. The good ones are kept, whatever the others are. They name no message: `GET /v1/send-time/report` counts none of them. At most 8 MB.',
    body: newEngagementEvents,
    itemsOf: 'events',
    bodyMax: ENGAGEMENT_BODY_MAX,
    status: 202,
    answer: acceptedEngagementEvents,
    answerDescription: 'How many are new, and which were refused.',
    run: async (scope, { body }) => ({
      body: await acceptEngagements(scope, await parseEngagements(body.events)),
    }),
  });
}
