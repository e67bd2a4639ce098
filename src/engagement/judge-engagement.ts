import type { ToldEngagement } from '#db/insert-engagement-rows';
import { ENGAGEMENT_AHEAD_MAX_MS } from '#domain/engagement';
import { type Channel, isEmail } from '#domain/message';
import type { EngagementInput, EngagementItem } from './engagement-input.ts';

/** What an event is judged by. */
export interface EngagementHouse {
  /** Contacts of the workspace. */
  there: ReadonlySet<string>;
  /** By contact: its addresses. */
  own: ReadonlyMap<string, ReadonlySet<string>>;
  /** As it is kept, or `null`. */
  readAddress(channel: Channel, written: string): string | null;
  now: Date;
  engagementRetentionDays: number;
}

export type EngagementJudgement =
  | { kind: 'kept'; event: Omit<ToldEngagement, 'eventKey'> & { eventId: string | undefined } }
  | { kind: 'expired' }
  | { kind: 'rejected'; detail: string };

type Whose = Pick<ToldEngagement, 'contactId' | 'address'>;

const DAY_MS = 86_400_000;

/** Whether an event is kept, and whose it is. */
export function judgeEngagement(item: EngagementItem, house: EngagementHouse): EngagementJudgement {
  if (item.kind === 'unreadable') {
    return rejected(item.problems.map(({ detail }) => detail).join('; '));
  }
  const { channel, kind, at, machine = false, eventId } = item.input;
  const whose = findWhose(item.input, house);
  if (typeof whose === 'string') return rejected(whose);
  const ageMs = house.now.getTime() - at.getTime();
  if (ageMs < -ENGAGEMENT_AHEAD_MAX_MS) return rejected('at must be at most 5 minutes ahead');
  if (ageMs > house.engagementRetentionDays * DAY_MS) return { kind: 'expired' };
  return { kind: 'kept', event: { channel, kind, at, machine, eventId, ...whose } };
}

/** @returns a text: why it is nobody's. */
function findWhose({ contactId, address, channel }: EngagementInput, house: EngagementHouse) {
  const read = address === undefined ? null : house.readAddress(channel, address);
  if (address !== undefined && read === null) {
    return `address must be ${isEmail(channel) ? 'an email address' : 'a phone number'}`;
  }
  if (contactId === undefined) {
    return read === null ? 'contactId or address is required' : ofAddress(read);
  }
  if (!house.there.has(contactId)) return 'contactId names no contact';
  if (read !== null && !house.own.get(contactId)?.has(read)) {
    return "address must be one of the contact's addresses";
  }
  return ofContact(contactId);
}

function ofAddress(address: string): Whose {
  return { contactId: null, address };
}

function ofContact(contactId: string): Whose {
  return { contactId, address: null };
}

function rejected(detail: string): EngagementJudgement {
  return { kind: 'rejected', detail };
}
