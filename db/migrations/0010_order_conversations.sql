CREATE INDEX "messages_conversation" ON "messages" USING btree ("workspace_id","contact_id",(CASE WHEN sent_at IS NOT NULL THEN sent_at WHEN canceled_at IS NOT NULL THEN canceled_at ELSE send_at END),"id") WHERE contact_id IS NOT NULL;--> statement-breakpoint
ALTER INDEX "message_words_words" SET (fastupdate = off);--> statement-breakpoint
-- What was pending until now goes to where it is found.
SELECT gin_clean_pending_list('message_words_words');
