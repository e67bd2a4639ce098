import { OpenAPIHono } from '@hono/zod-openapi';
import { methodNotAllowed } from 'hono/method-not-allowed';
import { requestId } from 'hono/request-id';
import { AppError } from '#domain/errors';
import { availabilityRoute } from './availability.ts';
import { batchChangeRoutes } from './batch-changes.ts';
import { batchLinesRoute } from './batch-lines.ts';
import { batchUploadRoutes } from './batch-uploads.ts';
import { batchRoutes } from './batches.ts';
import { contactRoutes } from './contacts.ts';
import { registerDocs } from './docs.ts';
import { documentWebhooks } from './document-webhooks.ts';
import { engagementEventsRoute } from './engagement-events.ts';
import { handleError } from './handle-error.ts';
import type { HttpDeps } from './http-deps.ts';
import type { HttpEnv } from './http-env.ts';
import { registerInboundEmail } from './inbound-email.ts';
import { keyRoutes } from './keys.ts';
import { logRequests } from './log-requests.ts';
import { measureRequests } from './measure-requests.ts';
import { messageRoutes } from './messages.ts';
import { registerOpenApiDocument } from './openapi-document.ts';
import { registerOperations } from './operations.ts';
import { answerProblem } from './problem-document.ts';
import { registerReceipts } from './receipts.ts';
import { replyRoutes } from './replies.ts';
import { secureAnswers } from './secure-answers.ts';
import { sendTimeReportRoute } from './send-times.ts';
import { senderRoutes } from './senders.ts';
import { sinkRoutes } from './sink.ts';
import { suppressionRoutes } from './suppressions.ts';
import { registerUnsubscribe } from './unsubscribe.ts';
import { userRoutes } from './users.ts';
import { webhookLogRoutes } from './webhook-log.ts';
import { webhookRoutes } from './webhooks.ts';
import { workspaceRoutes } from './workspace.ts';

/** The HTTP floor: it translates, and decides nothing. */
export function createApp(deps: HttpDeps): OpenAPIHono<HttpEnv> {
  const app = new OpenAPIHono<HttpEnv>();
  registerMiddlewares(app, deps);
  const routes = [
    ...messageRoutes(deps),
    ...batchRoutes(deps),
    ...batchChangeRoutes(deps),
    ...batchUploadRoutes(deps),
    batchLinesRoute(deps),
    ...contactRoutes(deps),
    ...senderRoutes(deps),
    ...userRoutes(deps),
    ...keyRoutes(deps),
    ...workspaceRoutes(deps),
    ...webhookRoutes(deps),
    ...webhookLogRoutes(deps),
    ...suppressionRoutes(deps),
    ...sinkRoutes(deps),
    engagementEventsRoute(deps),
    ...replyRoutes(deps),
    availabilityRoute(deps),
    sendTimeReportRoute(deps),
  ];
  for (const route of routes) route.register(app);
  registerReceipts(app, deps);
  registerUnsubscribe(app, deps);
  registerInboundEmail(app, deps);
  registerOperations(app, deps);
  registerDocs(app);
  documentWebhooks(app);
  registerOpenApiDocument(app, deps.version);
  app.onError(handleError(deps));
  app.notFound((c) => answerProblem(c, new AppError('not_found', 'there is no such route')));
  return app;
}

/** From the outside in. */
function registerMiddlewares(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  app.use(requestId());
  app.use(logRequests(deps));
  app.use(measureRequests(deps.metrics));
  app.use(secureAnswers());
  app.use(
    methodNotAllowed({
      app,
      onMethodNotAllowed: (c, methods) => {
        const detail = `the method must be one of ${methods.join(', ')}`;
        const error = new AppError('method_not_allowed', detail);
        return answerProblem(c, error, { Allow: methods.join(', ') });
      },
    }),
  );
}
