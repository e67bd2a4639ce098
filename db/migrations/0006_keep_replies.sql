CREATE TABLE "replies" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"contact_id" text,
	"sender_id" text NOT NULL,
	"message_id" text,
	"channel" text NOT NULL,
	"from_address" text NOT NULL,
	"subject" text,
	"text" text,
	"html" text,
	"media_urls" jsonb,
	"provider_message_id" text,
	"received_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "replies_channel_check" CHECK ("replies"."channel" IN ('email', 'sms', 'mms', 'whatsapp', 'imessage'))
);
--> statement-breakpoint
ALTER TABLE "replies" ADD CONSTRAINT "replies_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "replies" ADD CONSTRAINT "replies_sender_id_senders_id_fk" FOREIGN KEY ("sender_id") REFERENCES "public"."senders"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "replies" ADD CONSTRAINT "replies_message_id_messages_id_fk" FOREIGN KEY ("message_id") REFERENCES "public"."messages"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "replies" ADD CONSTRAINT "replies_contact" FOREIGN KEY ("workspace_id","contact_id") REFERENCES "public"."contacts"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "replies_by_contact" ON "replies" USING btree ("workspace_id","contact_id","received_at");--> statement-breakpoint
GRANT SELECT ON replies TO punctual_tenant;
--> statement-breakpoint
ALTER TABLE replies ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY own_workspace ON replies TO punctual_tenant
  USING (workspace_id = current_setting('app.workspace', true));
