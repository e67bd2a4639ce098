CREATE TABLE "batch_events" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"batch_id" text NOT NULL,
	"kind" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"details" jsonb DEFAULT '{}'::jsonb NOT NULL,
	CONSTRAINT "batch_events_kind_check" CHECK ("batch_events"."kind" IN ('closed', 'paused', 'resumed', 'canceled', 'completed'))
);
--> statement-breakpoint
CREATE TABLE "batch_rejections" (
	"workspace_id" text NOT NULL,
	"batch_id" text NOT NULL,
	"line" integer NOT NULL,
	"code" text NOT NULL,
	"detail" text NOT NULL,
	"problems" jsonb DEFAULT '[]'::jsonb NOT NULL,
	CONSTRAINT "batch_rejections_batch_id_line_pk" PRIMARY KEY("batch_id","line")
);
--> statement-breakpoint
CREATE TABLE "webhook_attempts" (
	"workspace_id" text NOT NULL,
	"endpoint_id" text NOT NULL,
	"event_id" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"took_ms" integer NOT NULL,
	"status_code" integer,
	"error_code" text
);
--> statement-breakpoint
CREATE TABLE "webhook_deliveries" (
	"endpoint_id" text NOT NULL,
	"event_id" text NOT NULL,
	"workspace_id" text NOT NULL,
	"status" text DEFAULT 'pending' NOT NULL,
	"tries" integer DEFAULT 0 NOT NULL,
	"next_try_at" timestamp (3) with time zone,
	"status_code" integer,
	"error_code" text,
	"delivered_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "webhook_deliveries_endpoint_id_event_id_pk" PRIMARY KEY("endpoint_id","event_id"),
	CONSTRAINT "webhook_deliveries_status_check" CHECK ("webhook_deliveries"."status" IN ('pending', 'delivered', 'failed'))
);
--> statement-breakpoint
CREATE TABLE "webhook_endpoints" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"url" text NOT NULL,
	"description" text,
	"event_types" jsonb NOT NULL,
	"status" text NOT NULL,
	"disabled_reason" text,
	"disabled_at" timestamp (3) with time zone,
	"failing_since" timestamp (3) with time zone,
	"retry_at" timestamp (3) with time zone,
	"secret" text NOT NULL,
	"previous_secret" text,
	"previous_secret_until" timestamp (3) with time zone,
	"revision" integer DEFAULT 0 NOT NULL,
	"relayed_revision" integer DEFAULT 0 NOT NULL,
	"relay_at" timestamp (3) with time zone,
	"version" integer DEFAULT 1 NOT NULL,
	"deleted_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "webhook_endpoints_status_check" CHECK ("webhook_endpoints"."status" IN ('active', 'disabled')),
	CONSTRAINT "webhook_endpoints_disabled_reason_check" CHECK ("webhook_endpoints"."disabled_reason" IN ('requested', 'gone', 'failing'))
);
--> statement-breakpoint
CREATE TABLE "webhook_events" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"type" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"message_id" text,
	"batch_id" text,
	"reply_id" text,
	"snapshot" jsonb DEFAULT '{}'::jsonb NOT NULL,
	CONSTRAINT "webhook_events_type_check" CHECK ("webhook_events"."type" IN ('message.scheduled', 'message.rescheduled', 'message.canceled', 'message.sent', 'message.delivered', 'message.undelivered', 'message.failed', 'message.unknown', 'reply.received', 'batch.completed', 'endpoint.disabled'))
);
--> statement-breakpoint
ALTER TABLE "batches" ADD COLUMN "is_dry_run" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "batches" ADD COLUMN "all_or_nothing" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "batches" ADD COLUMN "defaults" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "batches" ADD COLUMN "upload_format" text;--> statement-breakpoint
ALTER TABLE "batches" ADD COLUMN "upload_columns" jsonb;--> statement-breakpoint
ALTER TABLE "batches" ADD COLUMN "upload_offset" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "batches" ADD COLUMN "upload_tail" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "batches" ADD COLUMN "upload_skip" jsonb;--> statement-breakpoint
ALTER TABLE "batches" ADD COLUMN "upload_fence" bigint;--> statement-breakpoint
ALTER TABLE "batches" ADD COLUMN "upload_lines" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "batches" ADD COLUMN "accepted" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "batches" ADD COLUMN "rejected" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "batches" ADD COLUMN "revision" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "batches" ADD COLUMN "relayed_revision" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "batches" ADD COLUMN "relay_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "batches" ADD COLUMN "completed_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "by_batch" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "batch_events" ADD CONSTRAINT "batch_events_batch_id_batches_id_fk" FOREIGN KEY ("batch_id") REFERENCES "public"."batches"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "batch_rejections" ADD CONSTRAINT "batch_rejections_batch_id_batches_id_fk" FOREIGN KEY ("batch_id") REFERENCES "public"."batches"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "webhook_attempts" ADD CONSTRAINT "webhook_attempts_delivery" FOREIGN KEY ("endpoint_id","event_id") REFERENCES "public"."webhook_deliveries"("endpoint_id","event_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "webhook_deliveries" ADD CONSTRAINT "webhook_deliveries_endpoint_id_webhook_endpoints_id_fk" FOREIGN KEY ("endpoint_id") REFERENCES "public"."webhook_endpoints"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "webhook_deliveries" ADD CONSTRAINT "webhook_deliveries_event_id_webhook_events_id_fk" FOREIGN KEY ("event_id") REFERENCES "public"."webhook_events"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "webhook_endpoints" ADD CONSTRAINT "webhook_endpoints_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "batch_events_batch" ON "batch_events" USING btree ("batch_id","id");--> statement-breakpoint
CREATE INDEX "webhook_attempts_delivery_key" ON "webhook_attempts" USING btree ("endpoint_id","event_id","at");--> statement-breakpoint
CREATE INDEX "webhook_deliveries_first" ON "webhook_deliveries" USING btree ("next_try_at") WHERE status = 'pending' AND tries = 0;--> statement-breakpoint
CREATE INDEX "webhook_deliveries_pending" ON "webhook_deliveries" USING btree ("endpoint_id","next_try_at") WHERE status = 'pending';--> statement-breakpoint
CREATE INDEX "webhook_deliveries_failed" ON "webhook_deliveries" USING btree ("endpoint_id","event_id") WHERE status = 'failed';--> statement-breakpoint
CREATE INDEX "webhook_deliveries_by_event" ON "webhook_deliveries" USING btree ("event_id");--> statement-breakpoint
CREATE INDEX "webhook_endpoints_by_workspace" ON "webhook_endpoints" USING btree ("workspace_id","id") WHERE deleted_at IS NULL;--> statement-breakpoint
CREATE INDEX "webhook_endpoints_unrelayed" ON "webhook_endpoints" USING btree ("relay_at") WHERE revision <> relayed_revision;--> statement-breakpoint
CREATE INDEX "webhook_events_by_workspace" ON "webhook_events" USING btree ("workspace_id","id");--> statement-breakpoint
CREATE INDEX "webhook_events_by_age" ON "webhook_events" USING btree ("at");--> statement-breakpoint
-- Old ones of which nothing is to come are over: nobody hears of that months later.
UPDATE batches b SET completed_at = b.updated_at, status = CASE WHEN b.status = 'canceled' THEN b.status ELSE 'done' END
	WHERE NOT EXISTS (SELECT FROM messages m WHERE m.workspace_id = b.workspace_id AND m.batch_id = b.id
		AND (m.status IN ('scheduled', 'sending') OR m.next_attempt_at IS NOT NULL OR m.falling_back
			OR (m.status = 'unknown' AND m.reconcile_at IS NOT NULL)));--> statement-breakpoint
CREATE INDEX "batches_unrelayed" ON "batches" USING btree ("relay_at") WHERE revision <> relayed_revision;--> statement-breakpoint
CREATE INDEX "batches_unfinished" ON "batches" USING btree ("id") WHERE completed_at IS NULL;--> statement-breakpoint
CREATE INDEX "messages_of_batch_pending" ON "messages" USING btree ("batch_id","due_at","id") WHERE batch_id IS NOT NULL AND (status IN ('scheduled', 'sending')
  OR next_attempt_at IS NOT NULL OR falling_back OR (status = 'unknown' AND reconcile_at IS NOT NULL));--> statement-breakpoint
ALTER TABLE "batches" ADD CONSTRAINT "batches_upload_format_check" CHECK ("batches"."upload_format" IN ('csv', 'ndjson'));--> statement-breakpoint
GRANT SELECT, INSERT ON batch_events TO punctual_tenant;--> statement-breakpoint
ALTER TABLE batch_events ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE POLICY own_workspace ON batch_events TO punctual_tenant
	USING (workspace_id = current_setting('app.workspace', true))
	WITH CHECK (workspace_id = current_setting('app.workspace', true));--> statement-breakpoint
GRANT SELECT, INSERT ON batch_rejections TO punctual_tenant;--> statement-breakpoint
ALTER TABLE batch_rejections ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE POLICY own_workspace ON batch_rejections TO punctual_tenant
	USING (workspace_id = current_setting('app.workspace', true))
	WITH CHECK (workspace_id = current_setting('app.workspace', true));--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE ON webhook_endpoints TO punctual_tenant;--> statement-breakpoint
ALTER TABLE webhook_endpoints ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE POLICY own_workspace ON webhook_endpoints TO punctual_tenant
	USING (workspace_id = current_setting('app.workspace', true))
	WITH CHECK (workspace_id = current_setting('app.workspace', true));--> statement-breakpoint
GRANT SELECT ON webhook_events TO punctual_tenant;--> statement-breakpoint
ALTER TABLE webhook_events ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE POLICY own_workspace ON webhook_events TO punctual_tenant
	USING (workspace_id = current_setting('app.workspace', true))
	WITH CHECK (workspace_id = current_setting('app.workspace', true));--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE ON webhook_deliveries TO punctual_tenant;--> statement-breakpoint
ALTER TABLE webhook_deliveries ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE POLICY own_workspace ON webhook_deliveries TO punctual_tenant
	USING (workspace_id = current_setting('app.workspace', true))
	WITH CHECK (workspace_id = current_setting('app.workspace', true));--> statement-breakpoint
GRANT SELECT, INSERT ON webhook_attempts TO punctual_tenant;--> statement-breakpoint
ALTER TABLE webhook_attempts ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE POLICY own_workspace ON webhook_attempts TO punctual_tenant
	USING (workspace_id = current_setting('app.workspace', true))
	WITH CHECK (workspace_id = current_setting('app.workspace', true));--> statement-breakpoint
-- Every change of a status is on the timeline: what is told to endpoints is taken from there, in the
-- transaction of the change, whichever statement made it. An event is kept where an endpoint asks
-- for its type, a disabled one too: it can be replayed. A delivery that is due at once has no time.
CREATE FUNCTION tell_of_message_events() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
	-- Most statements are of workspaces without an endpoint: they pay for this look alone.
	IF NOT EXISTS (SELECT FROM webhook_endpoints e
		WHERE e.deleted_at IS NULL AND e.workspace_id IN (SELECT workspace_id FROM added)) THEN
		RETURN NULL;
	END IF;
	WITH told AS MATERIALIZED (
		SELECT * FROM (
			SELECT added.*, CASE kind
				WHEN 'accepted' THEN 'message.scheduled'
				WHEN 'zone_rules_changed' THEN 'message.rescheduled'
				WHEN 'rescheduled' THEN 'message.rescheduled'
				WHEN 'canceled' THEN 'message.canceled'
				WHEN 'sent' THEN 'message.sent'
				WHEN 'delivered' THEN 'message.delivered'
				WHEN 'undelivered' THEN 'message.undelivered'
				WHEN 'failed' THEN 'message.failed'
				WHEN 'unknown' THEN 'message.unknown' END AS type
			FROM added) AS typed
		WHERE type IS NOT NULL AND EXISTS (SELECT FROM webhook_endpoints e
			WHERE e.workspace_id = typed.workspace_id AND e.deleted_at IS NULL AND e.event_types ? typed.type)
	),
	event AS (
		INSERT INTO webhook_events (id, workspace_id, type, at, message_id, batch_id, snapshot)
		SELECT told.id, told.workspace_id, told.type, told.at, m.id, m.batch_id, jsonb_build_object(
			'status', m.status, 'version', m.version, 'channel', m.channel, 'contact_id', m.contact_id,
			'sender_id', m.sender_id, 'send_at', m.send_at, 'sent_at', m.sent_at,
			'delivered_at', m.delivered_at, 'canceled_at', m.canceled_at, 'cancel_reason', m.cancel_reason,
			'failure_code', m.failure_code, 'failure_detail', m.failure_detail,
			'provider_message_id', m.provider_message_id, 'metadata', m.metadata)
		FROM told JOIN messages m ON m.id = told.message_id
		-- What an SMS came to takes nothing from the iMessage that went before it: no change to tell.
		WHERE told.kind IN ('accepted', 'rescheduled', 'zone_rules_changed') OR told.kind = m.status
		RETURNING id, workspace_id, type, at
	)
	INSERT INTO webhook_deliveries (endpoint_id, event_id, workspace_id, next_try_at, created_at, updated_at)
	SELECT e.id, event.id, event.workspace_id, coalesce(e.retry_at, '-infinity'), event.at, event.at
	FROM event JOIN webhook_endpoints e ON e.workspace_id = event.workspace_id
		AND e.deleted_at IS NULL AND e.status = 'active' AND e.event_types ? event.type;
	RETURN NULL;
END $$;--> statement-breakpoint
CREATE TRIGGER tell_of_message_events AFTER INSERT ON message_events
	REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION tell_of_message_events();--> statement-breakpoint
-- The same for what is on no message's timeline.
CREATE FUNCTION tell_endpoints(workspace text, event_type text, at timestamptz, message text, batch text, reply text, what jsonb)
RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
	WITH event AS (
		INSERT INTO webhook_events (id, workspace_id, type, at, message_id, batch_id, reply_id, snapshot)
		SELECT new_event_id(), workspace, event_type, $3, message, batch, reply, what
		WHERE EXISTS (SELECT FROM webhook_endpoints e
			WHERE e.workspace_id = workspace AND e.deleted_at IS NULL AND e.event_types ? event_type)
		RETURNING id
	)
	INSERT INTO webhook_deliveries (endpoint_id, event_id, workspace_id, next_try_at, created_at, updated_at)
	SELECT e.id, event.id, workspace, coalesce(e.retry_at, '-infinity'), $3, $3
	FROM event JOIN webhook_endpoints e ON e.workspace_id = workspace
		AND e.deleted_at IS NULL AND e.status = 'active' AND e.event_types ? event_type
$$;--> statement-breakpoint
CREATE FUNCTION tell_of_replies() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
	PERFORM tell_endpoints(NEW.workspace_id, 'reply.received', NEW.received_at, NEW.message_id, NULL, NEW.id,
		jsonb_build_object('channel', NEW.channel, 'contact_id', NEW.contact_id, 'sender_id', NEW.sender_id));
	RETURN NULL;
END $$;--> statement-breakpoint
-- Who works in a workspace tells of what happens in it, and not by these, nor on tables of its own:
-- a trigger that is there fires without the right.
REVOKE EXECUTE ON FUNCTION tell_endpoints, tell_of_message_events, tell_of_replies FROM PUBLIC;--> statement-breakpoint
CREATE TRIGGER tell_of_replies AFTER INSERT ON replies
	FOR EACH ROW EXECUTE FUNCTION tell_of_replies();
