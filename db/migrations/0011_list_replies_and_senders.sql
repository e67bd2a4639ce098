ALTER TABLE "keys" ADD COLUMN "deleted_at" timestamp (3) with time zone;--> statement-breakpoint
CREATE INDEX "messages_by_sender_time" ON "messages" USING btree ("workspace_id","sender_id","send_at");--> statement-breakpoint
CREATE INDEX "replies_list" ON "replies" USING btree ("workspace_id","id");--> statement-breakpoint
CREATE INDEX "replies_unknown" ON "replies" USING btree ("workspace_id","id") WHERE contact_id IS NULL;