CREATE TABLE "send_time_curves" (
	"workspace_id" text PRIMARY KEY NOT NULL,
	"curve" jsonb,
	"params_hash" text NOT NULL,
	"learned_at" timestamp (3) with time zone NOT NULL
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
DROP INDEX "engagement_events_by_contact";--> statement-breakpoint
DROP INDEX "engagement_events_by_address";--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "send_time_decision" jsonb;--> statement-breakpoint
ALTER TABLE "workspaces" ADD COLUMN "engagement_retention_days" integer DEFAULT 730 NOT NULL;--> statement-breakpoint
ALTER TABLE "workspaces" ADD COLUMN "holdout_share" double precision DEFAULT 0.1 NOT NULL;--> statement-breakpoint
ALTER TABLE "workspaces" ADD COLUMN "send_time_model_version" integer;--> statement-breakpoint
ALTER TABLE "send_time_curves" ADD CONSTRAINT "send_time_curves_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "send_time_models" ADD CONSTRAINT "send_time_models_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "engagement_events_by_message" ON "engagement_events" USING btree ("message_id") WHERE message_id IS NOT NULL;--> statement-breakpoint
CREATE INDEX "engagement_events_by_age" ON "engagement_events" USING btree ("workspace_id","at");--> statement-breakpoint
CREATE INDEX "messages_optimized" ON "messages" USING btree ("workspace_id","timing_reason","created_at") WHERE timing_kind = 'optimized';--> statement-breakpoint
CREATE INDEX "engagement_events_by_contact" ON "engagement_events" USING btree ("workspace_id","contact_id","at") WHERE contact_id IS NOT NULL;--> statement-breakpoint
CREATE INDEX "engagement_events_by_address" ON "engagement_events" USING btree ("workspace_id","address","at") WHERE contact_id IS NULL;--> statement-breakpoint
-- Requests read these; commands and workers write them.
GRANT SELECT ON send_time_models, send_time_curves TO punctual_tenant;--> statement-breakpoint
ALTER TABLE send_time_models ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE send_time_curves ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE POLICY own_workspace ON send_time_models TO punctual_tenant
	USING (workspace_id = current_setting('app.workspace', true))
	WITH CHECK (workspace_id = current_setting('app.workspace', true));--> statement-breakpoint
CREATE POLICY own_workspace ON send_time_curves TO punctual_tenant
	USING (workspace_id = current_setting('app.workspace', true))
	WITH CHECK (workspace_id = current_setting('app.workspace', true));
