CREATE TABLE "suppressions" (
	"workspace_id" text NOT NULL,
	"channel" text NOT NULL,
	"address" text NOT NULL,
	"reason" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "suppressions_workspace_id_channel_address_pk" PRIMARY KEY("workspace_id","channel","address"),
	CONSTRAINT "suppressions_channel_check" CHECK ("suppressions"."channel" IN ('email', 'sms', 'whatsapp', 'imessage')),
	CONSTRAINT "suppressions_reason_check" CHECK ("suppressions"."reason" IN ('opted_out', 'unsubscribed', 'spam_report', 'bounced', 'blacklisted'))
);
--> statement-breakpoint
ALTER TABLE "suppressions" ADD CONSTRAINT "suppressions_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON suppressions TO punctual_tenant;
--> statement-breakpoint
ALTER TABLE suppressions ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY own_workspace ON suppressions TO punctual_tenant
  USING (workspace_id = current_setting('app.workspace', true));
