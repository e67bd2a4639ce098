CREATE TABLE "attempts" (
	"workspace_id" text NOT NULL,
	"message_id" text NOT NULL,
	"number" integer NOT NULL,
	"sender_id" text NOT NULL,
	"started_at" timestamp (3) with time zone NOT NULL,
	"finished_at" timestamp (3) with time zone,
	"outcome" text,
	"code" text,
	CONSTRAINT "attempts_message_id_number_pk" PRIMARY KEY("message_id","number"),
	CONSTRAINT "attempts_outcome_check" CHECK ("attempts"."outcome" IN ('accepted', 'refused', 'not_sent', 'ambiguous'))
);
--> statement-breakpoint
CREATE TABLE "contact_addresses" (
	"workspace_id" text NOT NULL,
	"contact_id" text NOT NULL,
	"kind" text NOT NULL,
	"address" text NOT NULL,
	"label" text,
	"is_primary" boolean NOT NULL,
	"position" integer NOT NULL,
	CONSTRAINT "contact_addresses_contact_id_kind_address_pk" PRIMARY KEY("contact_id","kind","address"),
	CONSTRAINT "contact_addresses_kind_check" CHECK ("contact_addresses"."kind" IN ('phone', 'email'))
);
--> statement-breakpoint
CREATE TABLE "contacts" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"name" text NOT NULL,
	"first_name" text,
	"last_name" text,
	"time_zone" text,
	"owner_id" text,
	"variables" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	"deleted_at" timestamp (3) with time zone,
	CONSTRAINT "contacts_workspace_id_key" UNIQUE("workspace_id","id")
);
--> statement-breakpoint
CREATE TABLE "idempotency_keys" (
	"workspace_id" text NOT NULL,
	"method" text NOT NULL,
	"path" text NOT NULL,
	"key" text NOT NULL,
	"body_hash" text NOT NULL,
	"status" integer NOT NULL,
	"headers" jsonb NOT NULL,
	"body" text NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "idempotency_keys_workspace_id_method_path_key_pk" PRIMARY KEY("workspace_id","method","path","key")
);
--> statement-breakpoint
CREATE TABLE "message_events" (
	"id" text PRIMARY KEY DEFAULT new_event_id() NOT NULL,
	"workspace_id" text NOT NULL,
	"message_id" text NOT NULL,
	"kind" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"details" jsonb DEFAULT '{}'::jsonb NOT NULL,
	CONSTRAINT "message_events_kind_check" CHECK ("message_events"."kind" IN ('accepted', 'edited', 'rescheduled', 'zone_rules_changed', 'sending', 'retry_scheduled', 'resend_scheduled', 'sent', 'failed', 'unknown', 'canceled'))
);
--> statement-breakpoint
CREATE TABLE "messages" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"channel" text NOT NULL,
	"status" text NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"held" boolean DEFAULT false NOT NULL,
	"contact_id" text,
	"recipient" text NOT NULL,
	"recipient_name" text,
	"sender_id" text NOT NULL,
	"subject" text,
	"text" text,
	"html" text,
	"media_urls" jsonb,
	"content_sid" text,
	"content_variables" jsonb,
	"variables" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"metadata" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"warnings" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"timing_kind" text NOT NULL,
	"timing_reason" text NOT NULL,
	"timing_window" text,
	"model_version" text,
	"requested_send_at" text,
	"local_send_at" text,
	"time_zone" text,
	"ambiguous_time" text NOT NULL,
	"tz_version" text,
	"send_at" timestamp (3) with time zone NOT NULL,
	"next_attempt_at" timestamp (3) with time zone,
	"due_at" timestamp (3) with time zone GENERATED ALWAYS AS (coalesce(next_attempt_at, send_at)) STORED NOT NULL,
	"if_late" jsonb,
	"cancel_on" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"on_unknown" text NOT NULL,
	"batch_id" text,
	"attempt_count" integer DEFAULT 0 NOT NULL,
	"claimed_at" timestamp (3) with time zone,
	"sent_at" timestamp (3) with time zone,
	"delivered_at" timestamp (3) with time zone,
	"canceled_at" timestamp (3) with time zone,
	"cancel_reason" text,
	"failure_code" text,
	"failure_detail" text,
	"provider_message_id" text,
	"workflow_requested_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "messages_channel_check" CHECK ("messages"."channel" IN ('email', 'sms', 'mms', 'whatsapp', 'imessage')),
	CONSTRAINT "messages_status_check" CHECK ("messages"."status" IN ('scheduled', 'sending', 'sent', 'delivered', 'undelivered', 'failed', 'canceled', 'unknown')),
	CONSTRAINT "messages_cancel_reason_check" CHECK ("messages"."cancel_reason" IN ('requested', 'contact_deleted', 'opted_out', 'replied', 'batch_canceled')),
	CONSTRAINT "messages_on_unknown_check" CHECK ("messages"."on_unknown" IN ('reconcile', 'resend')),
	CONSTRAINT "messages_timing_kind_check" CHECK ("messages"."timing_kind" IN ('now', 'at', 'local', 'optimized')),
	CONSTRAINT "messages_ambiguous_time_check" CHECK ("messages"."ambiguous_time" IN ('compatible', 'earlier', 'later', 'reject'))
);
--> statement-breakpoint
CREATE TABLE "outbox" (
	"message_id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"revision" integer DEFAULT 1 NOT NULL,
	"is_new" boolean NOT NULL,
	"due_at" timestamp (3) with time zone NOT NULL,
	"available_at" timestamp (3) with time zone NOT NULL,
	"tries" integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "senders" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"channel" text NOT NULL,
	"provider" text NOT NULL,
	"address" text,
	"service_sid" text,
	"name" text NOT NULL,
	"is_default" boolean DEFAULT false NOT NULL,
	"active" boolean DEFAULT true NOT NULL,
	"assigned_user_id" text,
	"rate_per_second" double precision,
	"settings" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	"deleted_at" timestamp (3) with time zone,
	CONSTRAINT "senders_workspace_id_key" UNIQUE("workspace_id","id"),
	CONSTRAINT "senders_channel_check" CHECK ("senders"."channel" IN ('email', 'sms', 'mms', 'whatsapp', 'imessage')),
	CONSTRAINT "senders_provider_check" CHECK ("senders"."provider" IN ('sink')),
	CONSTRAINT "senders_address_check" CHECK (num_nonnulls(address, service_sid) = 1)
);
--> statement-breakpoint
CREATE TABLE "sink_deliveries" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"message_id" text NOT NULL,
	"channel" text NOT NULL,
	"from_address" text NOT NULL,
	"to_address" text NOT NULL,
	"subject" text,
	"text" text,
	"html" text,
	"headers" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"delivered_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "sink_deliveries_channel_check" CHECK ("sink_deliveries"."channel" IN ('email', 'sms', 'mms', 'whatsapp', 'imessage'))
);
--> statement-breakpoint
CREATE TABLE "keys" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"user_id" text NOT NULL,
	"hash" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "users" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"name" text NOT NULL,
	"email" text NOT NULL,
	"role" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "users_role_check" CHECK ("users"."role" IN ('admin', 'user'))
);
--> statement-breakpoint
CREATE TABLE "workspaces" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"default_country" text DEFAULT 'US' NOT NULL,
	"default_time_zone" text DEFAULT 'UTC' NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"unlock_optimized" boolean DEFAULT false NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "attempts" ADD CONSTRAINT "attempts_message_id_messages_id_fk" FOREIGN KEY ("message_id") REFERENCES "public"."messages"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "contact_addresses" ADD CONSTRAINT "contact_addresses_contact_id_contacts_id_fk" FOREIGN KEY ("contact_id") REFERENCES "public"."contacts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "contacts" ADD CONSTRAINT "contacts_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "contacts" ADD CONSTRAINT "contacts_owner_id_users_id_fk" FOREIGN KEY ("owner_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "message_events" ADD CONSTRAINT "message_events_message_id_messages_id_fk" FOREIGN KEY ("message_id") REFERENCES "public"."messages"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "messages" ADD CONSTRAINT "messages_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "messages" ADD CONSTRAINT "messages_contact" FOREIGN KEY ("workspace_id","contact_id") REFERENCES "public"."contacts"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "messages" ADD CONSTRAINT "messages_sender" FOREIGN KEY ("workspace_id","sender_id") REFERENCES "public"."senders"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "senders" ADD CONSTRAINT "senders_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "senders" ADD CONSTRAINT "senders_assigned_user_id_users_id_fk" FOREIGN KEY ("assigned_user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "keys" ADD CONSTRAINT "keys_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "keys" ADD CONSTRAINT "keys_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "users" ADD CONSTRAINT "users_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "contact_addresses_workspace_address" ON "contact_addresses" USING btree ("workspace_id","address");--> statement-breakpoint
CREATE INDEX "contacts_workspace" ON "contacts" USING btree ("workspace_id","id") WHERE deleted_at IS NULL;--> statement-breakpoint
CREATE INDEX "idempotency_keys_expiry" ON "idempotency_keys" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "message_events_message" ON "message_events" USING btree ("message_id","id");--> statement-breakpoint
CREATE INDEX "messages_list" ON "messages" USING btree ("workspace_id","id");--> statement-breakpoint
CREATE INDEX "messages_by_status" ON "messages" USING btree ("workspace_id","status","id");--> statement-breakpoint
CREATE INDEX "messages_by_contact" ON "messages" USING btree ("workspace_id","contact_id","id") WHERE contact_id IS NOT NULL;--> statement-breakpoint
CREATE INDEX "messages_by_recipient" ON "messages" USING btree ("workspace_id","recipient","id");--> statement-breakpoint
CREATE INDEX "messages_by_sender" ON "messages" USING btree ("workspace_id","sender_id","id");--> statement-breakpoint
CREATE INDEX "messages_by_batch" ON "messages" USING btree ("workspace_id","batch_id","id") WHERE batch_id IS NOT NULL;--> statement-breakpoint
CREATE INDEX "messages_by_send_time" ON "messages" USING btree ("workspace_id","send_at");--> statement-breakpoint
CREATE INDEX "messages_due" ON "messages" USING btree ("workspace_id","sender_id","due_at") WHERE status = 'scheduled' AND NOT held;--> statement-breakpoint
CREATE INDEX "messages_claimed" ON "messages" USING btree ("claimed_at") WHERE status = 'sending';--> statement-breakpoint
CREATE INDEX "messages_resend" ON "messages" USING btree ("next_attempt_at") WHERE status = 'sending' AND next_attempt_at IS NOT NULL;--> statement-breakpoint
CREATE INDEX "messages_due_first" ON "messages" USING btree ("due_at") WHERE status = 'scheduled' AND NOT held;--> statement-breakpoint
CREATE INDEX "messages_waiting" ON "messages" USING btree ("id") WHERE status = 'scheduled';--> statement-breakpoint
CREATE INDEX "messages_local" ON "messages" USING btree ("tz_version","id") WHERE status = 'scheduled' AND timing_kind = 'local';--> statement-breakpoint
CREATE INDEX "outbox_due" ON "outbox" USING btree ("due_at");--> statement-breakpoint
CREATE INDEX "outbox_available" ON "outbox" USING btree ("available_at");--> statement-breakpoint
CREATE UNIQUE INDEX "senders_address" ON "senders" USING btree ("workspace_id","channel",coalesce(address, service_sid)) WHERE deleted_at IS NULL;--> statement-breakpoint
CREATE UNIQUE INDEX "senders_default" ON "senders" USING btree ("workspace_id","channel") WHERE is_default AND deleted_at IS NULL;--> statement-breakpoint
CREATE INDEX "sink_deliveries_message" ON "sink_deliveries" USING btree ("workspace_id","message_id","id");--> statement-breakpoint
CREATE INDEX "sink_deliveries_list" ON "sink_deliveries" USING btree ("workspace_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "keys_hash" ON "keys" USING btree ("hash");--> statement-breakpoint
CREATE INDEX "keys_workspace" ON "keys" USING btree ("workspace_id");--> statement-breakpoint
CREATE UNIQUE INDEX "users_workspace_email" ON "users" USING btree ("workspace_id",lower("email"));