CREATE TABLE "receipts" (
	"vendor" text NOT NULL,
	"dedupe_key" text NOT NULL,
	"workspace_id" text NOT NULL,
	"message_id" text,
	"received_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "receipts_vendor_dedupe_key_pk" PRIMARY KEY("vendor","dedupe_key"),
	CONSTRAINT "receipts_vendor_check" CHECK ("receipts"."vendor" IN ('sink', 'twilio', 'sendgrid', 'smtp'))
);
--> statement-breakpoint
ALTER TABLE "message_events" DROP CONSTRAINT "message_events_kind_check";--> statement-breakpoint
ALTER TABLE "receipts" ADD CONSTRAINT "receipts_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "receipts" ADD CONSTRAINT "receipts_message_id_messages_id_fk" FOREIGN KEY ("message_id") REFERENCES "public"."messages"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "receipts_received" ON "receipts" USING btree ("received_at");--> statement-breakpoint
ALTER TABLE "message_events" ADD CONSTRAINT "message_events_kind_check" CHECK ("message_events"."kind" IN ('accepted', 'edited', 'rescheduled', 'zone_rules_changed', 'sending', 'retry_scheduled', 'resend_scheduled', 'sent', 'delivered', 'undelivered', 'failed', 'unknown', 'canceled', 'receipt'));--> statement-breakpoint
GRANT SELECT ON receipts TO punctual_tenant;
--> statement-breakpoint
ALTER TABLE receipts ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY own_workspace ON receipts TO punctual_tenant
  USING (workspace_id = current_setting('app.workspace', true));
--> statement-breakpoint
-- A UUIDv7 with the fraction of the millisecond after its version (RFC 9562, section 6.2, method 3):
-- the events of one statement keep their order.
CREATE OR REPLACE FUNCTION new_event_id() RETURNS text LANGUAGE sql VOLATILE PARALLEL SAFE
SET search_path = pg_catalog AS $$
  SELECT 'evt_' || encode(
    overlay(uuid_send(gen_random_uuid())
      PLACING substring(int8send(us / 1000) FROM 3)
        || int2send((28672 + us % 1000 * 4096 / 1000)::int2)
      FROM 1 FOR 8), 'hex')::uuid
  FROM (SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint AS us) AS now
$$;
