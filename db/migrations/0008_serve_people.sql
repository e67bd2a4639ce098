CREATE TABLE "batches" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"name" text,
	"status" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "batches_workspace_id_key" UNIQUE("workspace_id","id"),
	CONSTRAINT "batches_status_check" CHECK ("batches"."status" IN ('open', 'running', 'paused', 'canceled', 'done'))
);
--> statement-breakpoint
CREATE TABLE "message_words" (
	"workspace_id" text NOT NULL,
	"message_id" text NOT NULL,
	"words" "tsvector" NOT NULL,
	CONSTRAINT "message_words_workspace_id_message_id_pk" PRIMARY KEY("workspace_id","message_id")
);
--> statement-breakpoint
ALTER TABLE "message_events" DROP CONSTRAINT "message_events_kind_check";--> statement-breakpoint
DROP INDEX "contact_addresses_workspace_address";--> statement-breakpoint
ALTER TABLE "contacts" ADD COLUMN "words" "tsvector" DEFAULT ''::tsvector NOT NULL;--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "templates" jsonb;--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "moved_from" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "suppressions" ADD COLUMN "id" text DEFAULT 'sup_' || substring(new_event_id() FROM 5) NOT NULL;--> statement-breakpoint
ALTER TABLE "keys" ADD COLUMN "name" text;--> statement-breakpoint
ALTER TABLE "keys" ADD COLUMN "expires_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "keys" ADD COLUMN "last_used_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "workspaces" ADD COLUMN "quiet_hours" jsonb;--> statement-breakpoint
ALTER TABLE "workspaces" ADD COLUMN "rerender_on_contact_change" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "batches" ADD CONSTRAINT "batches_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "message_words" ADD CONSTRAINT "message_words_message" FOREIGN KEY ("message_id") REFERENCES "public"."messages"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "messages" ADD CONSTRAINT "messages_batch" FOREIGN KEY ("workspace_id","batch_id") REFERENCES "public"."batches"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "messages_by_channel" ON "messages" USING btree ("workspace_id","channel","id");--> statement-breakpoint
CREATE UNIQUE INDEX "suppressions_list" ON "suppressions" USING btree ("workspace_id","id");--> statement-breakpoint
CREATE INDEX "contact_addresses_workspace_address" ON "contact_addresses" USING btree ("workspace_id","address" text_pattern_ops);--> statement-breakpoint
ALTER TABLE "message_events" ADD CONSTRAINT "message_events_kind_check" CHECK ("message_events"."kind" IN ('accepted', 'edited', 'rescheduled', 'zone_rules_changed', 'rerendered', 'postponed', 'sending', 'retry_scheduled', 'resend_scheduled', 'sent', 'delivered', 'undelivered', 'failed', 'unknown', 'canceled', 'receipt', 'fallback_scheduled', 'fallback_dropped', 'looked_up', 'engaged'));--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE ON batches TO punctual_tenant;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON message_words TO punctual_tenant;
--> statement-breakpoint
DO $$ DECLARE name text; BEGIN
  FOREACH name IN ARRAY ARRAY['batches', 'message_words'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY own_workspace ON %I TO punctual_tenant
      USING (workspace_id = current_setting(''app.workspace'', true))', name);
  END LOOP;
END $$;
--> statement-breakpoint
-- What was there before searches were, in the words that searches ask for from now on.
CREATE FUNCTION pg_temp.words_of(text) RETURNS tsvector LANGUAGE sql AS $$
  SELECT array_to_tsvector(ARRAY(
    SELECT DISTINCT left(word, 64) FROM regexp_split_to_table(
      -- Scripts that put no blanks between words: each character is one.
      regexp_replace(
        replace(replace(replace(replace(translate(
          regexp_replace(normalize(lower(left($1, 20000)), NFKD), '[\u0300-\u036F\u3099\u309A]+', '', 'g'),
          'łøđðħŧς', 'loddhtσ'), 'ß', 'ss'), 'þ', 'th'), 'æ', 'ae'), 'œ', 'oe'),
        '([\u0E00-\u0EFF\u1000-\u109F\u1780-\u17FF\u3041-\u30FF\u3400-\u9FFF])', ' \1 ', 'g'),
      '[^[:alnum:]]+') AS word
    WHERE word <> '' LIMIT 2000))
$$;
--> statement-breakpoint
INSERT INTO message_words (workspace_id, message_id, words)
  SELECT workspace_id, id, pg_temp.words_of(concat_ws(' ', recipient_name, subject, text,
    regexp_replace(left(html, 100000), '<[^>]*>', ' ', 'g'))) FROM messages;
--> statement-breakpoint
UPDATE contacts SET words = pg_temp.words_of(concat_ws(' ', name, first_name, last_name));
--> statement-breakpoint
-- After the rows: building it once is quicker than adding to it row by row.
CREATE INDEX "message_words_words" ON "message_words" USING gin ("words");
--> statement-breakpoint
CREATE INDEX "contacts_words" ON "contacts" USING gin ("words");
