import { toEventKey } from '#db/event-key';
import { findWorkspace } from '#db/find-workspace';
import { holdContacts } from '#db/hold-contacts';
import { insertEngagementRows, type ToldEngagement } from '#db/insert-engagement-rows';
import type { Scope } from '#db/scope';
import { markCurvesStale } from '#db/send-time-curves';
import { createAddressReader } from './create-address-reader.ts';
import type {
  EngagementCounts,
  EngagementInput,
  EngagementItem,
  RejectedEngagement,
} from './engagement-input.ts';
import { findOwnAddresses } from './find-own-addresses.ts';
import { judgeEngagement } from './judge-engagement.ts';

// Some milliseconds of work: other requests have their turn in between.
const CHUNK = 200;

/**
 * Keeps what recipients did (O1), as somebody who knows tells it: late, out of order, and more than
 * once. One with an event id counts once in its workspace. What is wrong with one is told by its
 * position, and the others are kept. Their contacts are held, so that none is deleted meanwhile
 * and leaves an event behind.
 */
export async function acceptEngagements(
  scope: Pick<Scope, 'tx' | 'workspaceId' | 'now'>,
  items: readonly EngagementItem[],
): Promise<EngagementCounts> {
  const { tx, workspaceId, now } = scope;
  const inputs = items.flatMap((item) => (item.kind === 'readable' ? [item.input] : []));
  const { defaultCountry, engagementRetentionDays } = await findWorkspace(tx, workspaceId);
  const there = await holdContacts(tx, contactIdsOf(inputs));
  const own = await findOwnAddresses(tx, inputs);
  const readAddress = createAddressReader(defaultCountry);
  const house = { there, own, readAddress, now, engagementRetentionDays };

  const rows: ToldEngagement[] = [];
  const keys = new Set<string>();
  const rejected: RejectedEngagement[] = [];
  let [duplicates, expired] = [0, 0];
  for (const [index, item] of items.entries()) {
    if (index % CHUNK === CHUNK - 1) await new Promise((resolve) => setImmediate(resolve));
    const judged = judgeEngagement(item, house);
    if (judged.kind === 'rejected') {
      rejected.push({ index, code: 'validation_failed', detail: judged.detail });
    } else if (judged.kind === 'expired') {
      expired++;
    } else {
      const { eventId, ...event } = judged.event;
      const eventKey = eventId === undefined ? null : toEventKey(workspaceId, eventId);
      if (eventKey !== null && keys.has(eventKey)) duplicates++;
      else rows.push({ ...event, eventKey });
      if (eventKey !== null) keys.add(eventKey);
    }
  }
  const accepted = await insertEngagementRows(tx, workspaceId, rows);
  if (accepted > 0) await markCurvesStale(tx, [workspaceId]);
  duplicates += rows.length - accepted;
  return { received: items.length, accepted, duplicates, expired, rejected };
}

function contactIdsOf(inputs: readonly EngagementInput[]): string[] {
  return [...new Set(inputs.flatMap(({ contactId }) => contactId ?? []))];
}
