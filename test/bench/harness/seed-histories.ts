import { createContact } from '#contacts/create-contact';
import { inWorkspace } from '#db/scope';
import { shippedZoneRules } from '#domain/time-zone';
import { scheduleMessage } from '#messages/schedule-message';
import type { Stage } from './stage.ts';

export interface Histories {
  contacts: number;
  /** Of each contact. */
  events: number;
  sends: number;
}

/**
 * Contacts of the tenant of single messages who open each day nine to twelve hours after the time
 * of day that it is now, and were sent a message each day. @returns their ids
 */
export async function seedHistories(
  { connection, tenants }: Stage,
  { contacts, events, sends }: Histories,
): Promise<string[]> {
  const { db, sql } = connection;
  const { actor } = tenants.singles;
  const deps = { zoneRules: shippedZoneRules() };
  const [contactIds, messageId] = await inWorkspace(db, actor, new Date(), async (scope) => {
    const ids: string[] = [];
    for (let index = 0; index < contacts; index++) {
      const phones = [{ number: `+1212555${String(1000 + index)}` }];
      const input = { name: 'Ana Lima', phones, emails: [], timeZone: 'America/New_York' };
      ids.push((await createContact(deps, scope, input)).id);
    }
    const input = { channel: 'sms', contactId: ids[0], text: 'x' } as const;
    return [ids, (await scheduleMessage(deps, scope, input)).id] as const;
  });
  const list = JSON.stringify(contactIds);
  await sql`INSERT INTO engagement_events (workspace_id, contact_id, channel, kind, at)
    SELECT ${actor.workspaceId}, c.id, 'sms', 'open',
      now() + interval '9 hours' - n * interval '1 day' + random() * interval '3 hours'
    FROM jsonb_array_elements_text(${list}::text::jsonb) AS c(id),
      generate_series(1, ${events}::int) n`;
  const columns = await sql<{ name: string }[]>`
    SELECT column_name AS name FROM information_schema.columns
    WHERE table_name = 'messages' AND is_generated = 'NEVER'`;
  const values: Record<string, string> = {
    id: "'msg_' || gen_random_uuid()",
    contact_id: 'c.id',
    recipient: '(SELECT a.address FROM contact_addresses a WHERE a.contact_id = c.id)',
    status: "'sent'",
    sent_at: "now() - n * interval '1 day'",
  };
  const names = columns.map(({ name }) => name);
  await sql.unsafe(
    `INSERT INTO messages (${names.join(', ')})
      SELECT ${names.map((name) => values[name] ?? `m.${name}`).join(', ')}
      FROM messages m, jsonb_array_elements_text($2::text::jsonb) AS c(id),
        generate_series(1, $3::int) n
      WHERE m.id = $1`,
    [messageId, list, sends],
  );
  // As autovacuum leaves what is older than minutes.
  await sql`VACUUM ANALYZE`;
  return contactIds;
}
