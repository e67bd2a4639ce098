-- Whether words match cannot be asked under row-level security without reading every row: the
-- operator might tell of what it sees. These ask as the owner, of the workspace that was entered.
-- Volatile is what PostgreSQL wants of a function that asks for a plan; it changes nothing.
CREATE FUNCTION search_messages(query tsquery, keys tsquery, filter jsonb, page int)
RETURNS SETOF text LANGUAGE plpgsql VOLATILE SECURITY DEFINER ROWS 50
SET search_path = public, pg_temp SET enable_seqscan = off
AS $$
DECLARE
  own text := current_setting('app.workspace', true);
  below text := coalesce(filter ->> 'beforeId', 'n');
  statuses text[] := ARRAY(SELECT jsonb_array_elements_text(filter -> 'status'));
  channels text[] := ARRAY(SELECT jsonb_array_elements_text(filter -> 'channel'));
  -- How many rows are looked at backwards; fewer where each has to be looked up.
  depth int;
  source text := 'SELECT message_id AS id, words FROM message_words
    WHERE workspace_id = $1 AND message_id < $2';
  found text[] := '{}';
  oldest text := below;
  plan json;
  besides json;
  share float8;
  wanted text := concat(
    CASE WHEN filter ? 'status' THEN ' AND status = ANY($5)' END,
    CASE WHEN filter ? 'channel' THEN ' AND channel = ANY($6)' END,
    CASE WHEN filter ? 'contactId' THEN ' AND contact_id = $4 ->> ''contactId''' END,
    CASE WHEN filter ? 'recipient' THEN ' AND recipient = $4 ->> ''recipient''' END,
    CASE WHEN filter ? 'senderId' THEN ' AND sender_id = $4 ->> ''senderId''' END,
    CASE WHEN filter ? 'batchId' THEN ' AND batch_id = $4 ->> ''batchId''' END,
    CASE WHEN filter ? 'sendAfter' THEN ' AND send_at >= ($4 ->> ''sendAfter'')::timestamptz' END,
    CASE WHEN filter ? 'sendBefore' THEN ' AND send_at < ($4 ->> ''sendBefore'')::timestamptz' END);
BEGIN
  IF wanted <> '' THEN
    source := 'SELECT id FROM messages WHERE workspace_id = $1 AND id < $2' || wanted;
  END IF;
  source := format('%s ORDER BY %s DESC', source, CASE wanted WHEN '' THEN 'message_id' ELSE 'id' END);
  -- Words that are frequent are soon found among the newest; for others the look would be for nothing.
  EXECUTE format('EXPLAIN (FORMAT JSON) SELECT FROM message_words WHERE words @@ %L::tsquery', query)
    INTO plan;
  share := (plan -> 0 -> 'Plan' ->> 'Plan Rows')::float8
    / greatest(1, (SELECT reltuples FROM pg_class WHERE oid = 'message_words'::regclass));
  IF wanted = '' THEN
    -- Half as many again as it takes if they are spread evenly.
    depth := greatest(10000, least(1.5 * page / share, 1000000000));
  ELSE
    EXECUTE 'EXPLAIN (FORMAT JSON) ' || source INTO besides
      USING own, below, query, filter, statuses, channels;
    -- Whichever are fewer: what has the words, or what the filter leaves.
    depth := CASE WHEN (besides -> 0 -> 'Plan' ->> 'Plan Rows')::float8
      < (plan -> 0 -> 'Plan' ->> 'Plan Rows')::float8 THEN 1000000000 ELSE 2000 END;
  END IF;
  IF wanted <> '' OR depth <= 40000 THEN
    EXECUTE format('SELECT ARRAY(SELECT id FROM (%s LIMIT %s) newest %s WHERE words @@ $3 LIMIT $7)',
      source, depth, CASE WHEN wanted <> '' THEN 'CROSS JOIN LATERAL (SELECT words FROM message_words
        WHERE workspace_id = $1 AND message_id = id OFFSET 0) kept' END)
      INTO found USING own, below, query, filter, statuses, channels, page;
    RETURN QUERY SELECT unnest(found);
    IF cardinality(found) = page THEN RETURN; END IF;
    EXECUTE format('SELECT id FROM (%s OFFSET %s LIMIT 1) last', source, depth - 1)
      INTO oldest USING own, below, query, filter, statuses, channels;
    IF oldest IS NULL THEN RETURN; END IF;
  END IF;
  -- The others by the index of words: OFFSET 0 keeps it from being passed by. Ids are put in order
  -- byte by byte, which is much cheaper than by the rules of a language, and the same for them.
  RETURN QUERY EXECUTE format('SELECT id FROM (SELECT id FROM (
      SELECT message_id AS id FROM message_words WHERE workspace_id = $1 AND words @@ $8
      AND message_id < $2 %s OFFSET 0) matching
      ORDER BY id COLLATE "C" DESC %s) rest %s LIMIT $7',
    CASE WHEN keys <> query THEN 'AND ts_match_vq(words, $3)' END,
    CASE WHEN wanted = '' THEN 'LIMIT $7' END,
    CASE WHEN wanted <> '' THEN format('CROSS JOIN LATERAL (SELECT FROM messages
      WHERE messages.id = rest.id AND workspace_id = $1 %s OFFSET 0) kept', wanted) END)
    USING own, oldest, query, filter, statuses, channels, page - cardinality(found), keys;
END $$;
--> statement-breakpoint
-- By words of names, or by the beginning of a number or an address, newest first.
CREATE FUNCTION search_contacts(query tsquery, beginnings text[], before_id text, page int)
RETURNS SETOF text LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 50
SET search_path = public, pg_temp SET enable_seqscan = off SET plan_cache_mode = force_custom_plan
AS $$
DECLARE
  own text := current_setting('app.workspace', true);
  below text := coalesce(before_id, 'd');
  -- Of the newest, backwards; and of an address each of its contacts has to be looked up.
  depth int := 1500;
  found text[];
  oldest text;
BEGIN
  found := ARRAY(SELECT newest.id FROM (SELECT id, words FROM contacts
      WHERE workspace_id = own AND id < below AND deleted_at IS NULL ORDER BY id DESC LIMIT depth) newest
    WHERE words @@ query OR EXISTS (SELECT FROM contact_addresses
      CROSS JOIN unnest(beginnings) AS beginning
      WHERE contact_id = newest.id AND starts_with(address, beginning))
    LIMIT page);
  RETURN QUERY SELECT unnest(found);
  IF cardinality(found) = page THEN RETURN; END IF;
  oldest := (SELECT id FROM contacts WHERE workspace_id = own AND id < below AND deleted_at IS NULL
    ORDER BY id DESC OFFSET depth - 1 LIMIT 1);
  IF oldest IS NULL THEN RETURN; END IF;
  RETURN QUERY SELECT matching.id FROM (
      SELECT id FROM (SELECT id FROM contacts WHERE workspace_id = own AND words @@ query
        AND deleted_at IS NULL OFFSET 0) named WHERE id < oldest
      UNION
      SELECT id FROM unnest(beginnings) AS beginning
      CROSS JOIN LATERAL (SELECT contact_id FROM contact_addresses
        -- As a range, since LIKE takes no index for a pattern of a row; no character is greater.
        WHERE workspace_id = own AND address ~>=~ beginning AND address ~<~ (beginning || U&'\+10FFFF')
          AND contact_id < oldest OFFSET 0) reached
      JOIN contacts ON contacts.id = reached.contact_id AND deleted_at IS NULL) matching
    ORDER BY matching.id DESC LIMIT page - cardinality(found);
END $$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION search_messages, search_contacts FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION search_messages, search_contacts TO punctual_tenant;
