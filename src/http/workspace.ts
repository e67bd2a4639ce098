import { z } from '@hono/zod-openapi';
import { ENGAGEMENT_RETENTION_MAX_DAYS } from '#domain/engagement';
import { editWorkspace } from '#workspaces/edit-workspace';
import { getWorkspace } from '#workspaces/get-workspace';
import type { WorkspaceView } from '#workspaces/workspace-view';
import { defineRoute, type Route } from './define-route.ts';
import { instant, line, version } from './fields.ts';
import type { HttpDeps } from './http-deps.ts';
import { quietHours, quietHoursChange } from './quiet-hours-schemas.ts';
import type { Reply } from './route-spec.ts';

const tag = 'Workspace';

const workspace = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    defaultCountry: z.string(),
    defaultTimeZone: z.string(),
    unlockOptimized: z.boolean(),
    imessageFallbackSeconds: z.number().int(),
    unsubscribeHeaders: z.boolean(),
    rerenderOnContactChange: z.boolean(),
    engagementRetentionDays: z.number().int(),
    holdoutShare: z.number(),
    quietHours: quietHours.nullable(),
    warnings: z
      .array(z.strictObject({ code: z.string(), detail: z.string() }))
      .openapi({ description: 'What is asked for and cannot be done as things are.' }),
    createdAt: instant,
    updatedAt: instant,
    version,
  })
  .openapi('Workspace');

const workspaceChanges = z
  .strictObject({
    name: line(200).optional(),
    defaultCountry: z
      .string()
      .regex(/^[A-Z]{2}$/, 'must be an ISO 3166-1 alpha-2 code, such as US')
      .optional()
      .openapi({
        description: 'ISO 3166-1 alpha-2: how a phone number without a country code is read.',
        example: 'US',
      }),
    defaultTimeZone: line(64, { description: 'IANA name.', example: 'America/Denver' }).optional(),
    unlockOptimized: z
      .boolean()
      .optional()
      .openapi({ description: 'Lets messages that the optimizer timed be changed.' }),
    imessageFallbackSeconds: z.number().int().min(5).max(86_400).optional().openapi({
      description: 'How long an iMessage may take to be delivered, before it goes as SMS.',
      example: 300,
    }),
    unsubscribeHeaders: z.boolean().optional().openapi({
      description:
        'Gives emails a link by which one click unsubscribes (RFC 8058); needs `PUBLIC_URL`.',
    }),
    rerenderOnContactChange: z.boolean().optional().openapi({
      description:
        'Lets the templates of pending messages follow the changes of their contact. Off: what was accepted is sent.',
    }),
    engagementRetentionDays: z
      .number()
      .int()
      .min(1)
      .max(ENGAGEMENT_RETENTION_MAX_DAYS)
      .optional()
      .openapi({
        description:
          'How long engagement events are kept; older ones are forgotten within an hour.',
        example: 730,
      }),
    holdoutShare: z.number().min(0).max(0.5).optional().openapi({
      description:
        'Which share of optimized messages goes at once instead, to measure the others by (see `/v1/send-time/report`): 0 to 0.5. Drawn once the workspace has 200 optimized messages.',
      example: 0.1,
    }),
    quietHours: quietHoursChange.nullable().optional(),
  })
  .openapi('WorkspaceChanges', { description: 'What is left out stays.' });

/** The routes of `/v1/workspace`. */
export function workspaceRoutes(deps: HttpDeps): Route[] {
  return [getRoute(deps), patchRoute(deps)];
}

function getRoute(deps: HttpDeps): Route {
  return defineRoute(deps, {
    method: 'get',
    path: '/v1/workspace',
    operationId: 'getWorkspace',
    tag,
    summary: "Get the key's workspace",
    status: 200,
    answer: workspace,
    answerDescription: 'The workspace.',
    answersETag: true,
    run: async (scope) => toReply(await getWorkspace(deps, scope)),
  });
}

function patchRoute(deps: HttpDeps): Route {
  return defineRoute(deps, {
    method: 'patch',
    path: '/v1/workspace',
    operationId: 'editWorkspace',
    tag,
    summary: "Change the workspace's settings",
    role: 'admin',
    body: workspaceChanges,
    takesIfMatch: true,
    status: 200,
    answer: workspace,
    answerDescription: 'The workspace as it is now.',
    answersETag: true,
    run: async (scope, { body, ifMatch }) =>
      toReply(
        await editWorkspace(
          { ...deps.messageDeps, publicUrl: deps.publicUrl },
          scope,
          body,
          ifMatch,
        ),
      ),
  });
}

function toReply(view: WorkspaceView): Reply<WorkspaceView> {
  return { body: view, version: view.version };
}
