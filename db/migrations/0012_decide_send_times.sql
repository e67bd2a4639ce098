CREATE TABLE "engagement_imports" (
	"workspace_id" text NOT NULL,
	"file_hash" text NOT NULL,
	"bytes" bigint NOT NULL,
	"byte" bigint DEFAULT 0 NOT NULL,
	"line" integer DEFAULT 0 NOT NULL,
	"received" integer DEFAULT 0 NOT NULL,
	"accepted" integer DEFAULT 0 NOT NULL,
	"duplicates" integer DEFAULT 0 NOT NULL,
	"expired" integer DEFAULT 0 NOT NULL,
	"rejected" integer DEFAULT 0 NOT NULL,
	"started_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "engagement_imports_workspace_id_file_hash_pk" PRIMARY KEY("workspace_id","file_hash")
);
--> statement-breakpoint
CREATE TABLE "send_time_curves" (
	"workspace_id" text PRIMARY KEY NOT NULL,
	"curve" jsonb,
	"params_hash" text NOT NULL,
	"learned_at" timestamp (3) with time zone NOT NULL,
	"state" text DEFAULT 'fresh' NOT NULL,
	CONSTRAINT "send_time_curves_state_check" CHECK ("send_time_curves"."state" IN ('learning', 'fresh', 'stale'))
);
--> statement-breakpoint
CREATE TABLE "send_time_models" (
	"workspace_id" text NOT NULL,
	"version" integer NOT NULL,
	"params" jsonb NOT NULL,
	"params_hash" text NOT NULL,
	"origin" text NOT NULL,
	"note" text,
	"measures" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"promoted_at" timestamp (3) with time zone,
	CONSTRAINT "send_time_models_workspace_id_version_pk" PRIMARY KEY("workspace_id","version"),
	CONSTRAINT "send_time_models_origin_check" CHECK ("send_time_models"."origin" IN ('fit', 'file'))
);
--> statement-breakpoint
-- Made anew, smaller: what a row holds, and in which order, decides on its size.
ALTER TABLE "engagement_events" RENAME TO "engagement_events_before";--> statement-breakpoint
CREATE TABLE "engagement_events" (
	"at" timestamp (3) with time zone NOT NULL,
	"sent_at" timestamp (3) with time zone,
	"event_key" uuid,
	"machine" boolean DEFAULT false NOT NULL,
	"kind" text NOT NULL,
	"channel" text NOT NULL,
	"workspace_id" text NOT NULL,
	"contact_id" text,
	"address" text,
	"message_id" text,
	CONSTRAINT "engagement_events_channel_check" CHECK ("engagement_events"."channel" IN ('email', 'sms', 'mms', 'whatsapp', 'imessage')),
	CONSTRAINT "engagement_events_kind_check" CHECK ("engagement_events"."kind" IN ('open', 'click', 'reply')),
	CONSTRAINT "engagement_events_subject_check" CHECK ((contact_id IS NULL) <> (address IS NULL))
);
--> statement-breakpoint
-- Of an event's id, the hash that it counts once by; the vendor before it is no part of it, so that
-- of two vendors' events with one id the first is kept.
INSERT INTO engagement_events
	(at, sent_at, event_key, machine, kind, channel, workspace_id, contact_id, address, message_id)
SELECT at, sent_at, event_key, machine, kind, channel, workspace_id, contact_id, address, message_id
FROM (
	SELECT DISTINCT ON (k.event_key, CASE WHEN k.event_key IS NULL THEN e.id END)
		e.id, e.at, m.sent_at, k.event_key, e.machine, e.kind, e.channel, e.workspace_id, e.contact_id,
		CASE WHEN e.contact_id IS NULL THEN e.address END AS address, e.message_id
	FROM engagement_events_before e
	CROSS JOIN LATERAL (SELECT encode(substr(sha256(convert_to(e.workspace_id || ' ' || substr(e.event_id, strpos(e.event_id, ' ') + 1), 'UTF8')), 1, 16), 'hex')::uuid AS event_key) k
	LEFT JOIN messages m ON m.id = e.message_id
	ORDER BY k.event_key, CASE WHEN k.event_key IS NULL THEN e.id END, e.id
) AS kept
ORDER BY id;
--> statement-breakpoint
DROP TABLE engagement_events_before;
--> statement-breakpoint
CREATE UNIQUE INDEX "engagement_events_event" ON "engagement_events" USING btree ("event_key") WHERE event_key IS NOT NULL;--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "send_time_decision" jsonb;--> statement-breakpoint
ALTER TABLE "workspaces" ADD COLUMN "engagement_retention_days" integer DEFAULT 730 NOT NULL;--> statement-breakpoint
ALTER TABLE "workspaces" ADD COLUMN "holdout_share" double precision DEFAULT 0.1 NOT NULL;--> statement-breakpoint
ALTER TABLE "workspaces" ADD COLUMN "send_time_model_version" integer;--> statement-breakpoint
ALTER TABLE "engagement_imports" ADD CONSTRAINT "engagement_imports_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "send_time_curves" ADD CONSTRAINT "send_time_curves_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "send_time_models" ADD CONSTRAINT "send_time_models_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "engagement_events_by_message" ON "engagement_events" USING btree ("message_id") WHERE message_id IS NOT NULL;--> statement-breakpoint
CREATE INDEX "engagement_events_by_age" ON "engagement_events" USING btree ("workspace_id",((at AT TIME ZONE 'UTC')::date));--> statement-breakpoint
CREATE INDEX "messages_optimized" ON "messages" USING btree ("workspace_id","timing_reason","created_at") WHERE timing_kind = 'optimized';--> statement-breakpoint
CREATE INDEX "engagement_events_by_contact" ON "engagement_events" USING btree ("workspace_id","contact_id","at","kind","machine","sent_at") WHERE contact_id IS NOT NULL;--> statement-breakpoint
CREATE INDEX "engagement_events_by_address" ON "engagement_events" USING btree ("workspace_id","address","at","kind","machine","sent_at") WHERE address IS NOT NULL;--> statement-breakpoint
GRANT SELECT, INSERT, DELETE ON engagement_events TO punctual_tenant;--> statement-breakpoint
ALTER TABLE engagement_events ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE POLICY own_workspace ON engagement_events TO punctual_tenant
	USING (workspace_id = current_setting('app.workspace', true))
	WITH CHECK (workspace_id = current_setting('app.workspace', true));--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE ON engagement_imports TO punctual_tenant;--> statement-breakpoint
ALTER TABLE engagement_imports ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE POLICY own_workspace ON engagement_imports TO punctual_tenant
	USING (workspace_id = current_setting('app.workspace', true))
	WITH CHECK (workspace_id = current_setting('app.workspace', true));--> statement-breakpoint
-- Requests read these; commands and workers write them. Who brings events of long ago says so.
GRANT SELECT ON send_time_models, send_time_curves TO punctual_tenant;--> statement-breakpoint
GRANT UPDATE (state) ON send_time_curves TO punctual_tenant;--> statement-breakpoint
ALTER TABLE send_time_models ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE send_time_curves ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE POLICY own_workspace ON send_time_models TO punctual_tenant
	USING (workspace_id = current_setting('app.workspace', true))
	WITH CHECK (workspace_id = current_setting('app.workspace', true));--> statement-breakpoint
CREATE POLICY own_workspace ON send_time_curves TO punctual_tenant
	USING (workspace_id = current_setting('app.workspace', true))
	WITH CHECK (workspace_id = current_setting('app.workspace', true));
