CREATE TABLE "engagement_events" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"contact_id" text,
	"address" text NOT NULL,
	"channel" text NOT NULL,
	"kind" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"machine" boolean DEFAULT false NOT NULL,
	"message_id" text,
	"event_id" text,
	CONSTRAINT "engagement_events_channel_check" CHECK ("engagement_events"."channel" IN ('email', 'sms', 'mms', 'whatsapp', 'imessage')),
	CONSTRAINT "engagement_events_kind_check" CHECK ("engagement_events"."kind" IN ('open', 'click', 'reply'))
);
--> statement-breakpoint
CREATE TABLE "sender_paces" (
	"sender_id" text PRIMARY KEY NOT NULL,
	"next_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "message_events" DROP CONSTRAINT "message_events_kind_check";--> statement-breakpoint
ALTER TABLE "receipts" DROP CONSTRAINT "receipts_vendor_check";--> statement-breakpoint
ALTER TABLE "senders" DROP CONSTRAINT "senders_provider_check";--> statement-breakpoint
DROP INDEX "messages_resend";--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "fallback_sender_id" text;--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "fallback_reason" text;--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "falling_back" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "bridge_message_id" text;--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "reconcile_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "reconcile_tries" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "replies" ADD COLUMN "thread_ids" jsonb;--> statement-breakpoint
ALTER TABLE "workspaces" ADD COLUMN "imessage_fallback_seconds" integer DEFAULT 300 NOT NULL;--> statement-breakpoint
ALTER TABLE "workspaces" ADD COLUMN "unsubscribe_headers" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "workspaces" ADD COLUMN "signing_secret" text DEFAULT replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', '') NOT NULL;--> statement-breakpoint
ALTER TABLE "engagement_events" ADD CONSTRAINT "engagement_events_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "engagement_events" ADD CONSTRAINT "engagement_events_contact" FOREIGN KEY ("workspace_id","contact_id") REFERENCES "public"."contacts"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sender_paces" ADD CONSTRAINT "sender_paces_sender_id_senders_id_fk" FOREIGN KEY ("sender_id") REFERENCES "public"."senders"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "engagement_events_event" ON "engagement_events" USING btree ("workspace_id","event_id") WHERE event_id IS NOT NULL;--> statement-breakpoint
CREATE INDEX "engagement_events_by_contact" ON "engagement_events" USING btree ("workspace_id","contact_id","at");--> statement-breakpoint
CREATE INDEX "engagement_events_by_address" ON "engagement_events" USING btree ("workspace_id","address","at");--> statement-breakpoint
ALTER TABLE "messages" ADD CONSTRAINT "messages_fallback_sender" FOREIGN KEY ("workspace_id","fallback_sender_id") REFERENCES "public"."senders"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "messages_falling_back" ON "messages" USING btree ("claimed_at") WHERE falling_back;--> statement-breakpoint
CREATE INDEX "messages_bridged" ON "messages" USING btree ("bridge_message_id") WHERE bridge_message_id IS NOT NULL;--> statement-breakpoint
CREATE INDEX "messages_to_reconcile" ON "messages" USING btree ("reconcile_at") WHERE reconcile_at IS NOT NULL;--> statement-breakpoint
CREATE INDEX "replies_by_address" ON "replies" USING btree ("workspace_id","from_address","received_at");--> statement-breakpoint
CREATE INDEX "messages_resend" ON "messages" USING btree ("next_attempt_at") WHERE (status <> 'scheduled' OR fallback_reason IS NOT NULL) AND next_attempt_at IS NOT NULL;--> statement-breakpoint
ALTER TABLE "message_events" ADD CONSTRAINT "message_events_kind_check" CHECK ("message_events"."kind" IN ('accepted', 'edited', 'rescheduled', 'zone_rules_changed', 'sending', 'retry_scheduled', 'resend_scheduled', 'sent', 'delivered', 'undelivered', 'failed', 'unknown', 'canceled', 'receipt', 'fallback_scheduled', 'fallback_dropped', 'looked_up', 'engaged'));--> statement-breakpoint
ALTER TABLE "receipts" ADD CONSTRAINT "receipts_vendor_check" CHECK ("receipts"."vendor" IN ('sink', 'twilio', 'sendgrid', 'smtp', 'bluebubbles'));--> statement-breakpoint
ALTER TABLE "senders" ADD CONSTRAINT "senders_provider_check" CHECK ("senders"."provider" IN ('sink', 'twilio', 'sendgrid', 'smtp', 'bluebubbles'));--> statement-breakpoint
GRANT SELECT, INSERT, DELETE ON engagement_events TO punctual_tenant;
--> statement-breakpoint
GRANT USAGE ON SEQUENCE engagement_events_id_seq TO punctual_tenant;
--> statement-breakpoint
ALTER TABLE engagement_events ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY own_workspace ON engagement_events TO punctual_tenant
  USING (workspace_id = current_setting('app.workspace', true));
