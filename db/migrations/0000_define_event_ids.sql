-- Constraint of sender addresses: one address, one workspace.
CREATE EXTENSION IF NOT EXISTS btree_gist;
--> statement-breakpoint
-- A UUIDv7 (RFC 9562, section 5.7) with its prefix: random bits with the time in front.
CREATE FUNCTION new_event_id() RETURNS text LANGUAGE sql VOLATILE PARALLEL SAFE
SET search_path = pg_catalog AS $$
  SELECT 'evt_' || encode(
    set_bit(set_bit(
      overlay(uuid_send(gen_random_uuid())
        PLACING substring(int8send((extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3)
        FROM 1 FOR 6), 52, 1), 53, 1), 'hex')::uuid
$$;
