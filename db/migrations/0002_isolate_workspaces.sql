-- What belongs to a workspace is seen by transactions that entered it, and by the owner, who
-- relays, sweeps and reconciles for all. Roles are the server's, not the database's: another
-- database may have made this one, even in this moment.
DO $$ BEGIN
  CREATE ROLE punctual_tenant NOLOGIN;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$;
--> statement-breakpoint
DO $$ BEGIN
  EXECUTE format('GRANT punctual_tenant TO %I', current_user);
EXCEPTION WHEN unique_violation OR SQLSTATE 'XX000' THEN NULL;
END $$;
--> statement-breakpoint
GRANT USAGE ON SCHEMA public TO punctual_tenant;
--> statement-breakpoint
GRANT SELECT, UPDATE ON workspaces TO punctual_tenant;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON users, keys, contacts, contact_addresses, senders, messages,
  message_events, outbox, idempotency_keys TO punctual_tenant;
--> statement-breakpoint
GRANT SELECT ON attempts, sink_deliveries TO punctual_tenant;
--> statement-breakpoint
ALTER TABLE workspaces ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY own_workspace ON workspaces TO punctual_tenant
  USING (id = current_setting('app.workspace', true));
--> statement-breakpoint
DO $$ DECLARE name text; BEGIN
  FOREACH name IN ARRAY ARRAY['users', 'keys', 'contacts', 'contact_addresses', 'senders', 'messages',
    'attempts', 'message_events', 'outbox', 'idempotency_keys', 'sink_deliveries'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY own_workspace ON %I TO punctual_tenant
      USING (workspace_id = current_setting(''app.workspace'', true))', name);
  END LOOP;
END $$;
--> statement-breakpoint
-- One address belongs to one workspace, whatever the channel.
ALTER TABLE senders ADD CONSTRAINT senders_address_one_workspace
  EXCLUDE USING gist (coalesce(address, service_sid) WITH =, workspace_id WITH <>)
  WHERE (deleted_at IS NULL);
