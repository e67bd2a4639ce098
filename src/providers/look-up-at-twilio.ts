import type twilio from 'twilio';
import type { FoundReport } from '#domain/look-up';
import { canBeOf } from '#domain/match-attempts';
import type { LookUpAnswer, LookUpQuestion } from './provider.ts';
import { toTwilioReceipt, twilioDedupeKeys } from './twilio-reports.ts';

type MessageList = Pick<ReturnType<typeof twilio>['messages'], 'page'>;
type Listed = Awaited<ReturnType<MessageList['page']>>['instances'][number];
interface Page {
  instances: Listed[];
  nextPage(): Promise<Page> | undefined;
}

/** Twilio's default is 50, its limit 1,000. */
const PAGE_SIZE = 200;
/** Nobody gets a thousand messages in a day. */
const MOST_PAGES = 5;
/** What Twilio puts before the texts of accounts that do not pay yet. */
const TRIAL = 'Sent from your Twilio trial account - ';

/**
 * Finds what Twilio took that looks like this message. Listed by recipient alone: `DateSent` is
 * empty until it was sent, and a filter would leave out what waits.
 * https://www.twilio.com/docs/messaging/api/message-resource#read-multiple-message-resources
 *
 * @throws as the client does.
 */
export async function lookUpAtTwilio(
  messages: MessageList,
  question: LookUpQuestion,
): Promise<LookUpAnswer> {
  const reports: FoundReport[] = [];
  let page: Page | undefined = await messages.page({ to: question.to, pageSize: PAGE_SIZE });
  for (let number = 1; page; number++) {
    reports.push(...page.instances.flatMap((listed) => toReport(listed, question)));
    if (isOlder(page, question)) break;
    const next: Promise<Page> | undefined = page.nextPage();
    if (next && number === MOST_PAGES) return { kind: 'unavailable', code: 'list_too_long' };
    page = await next;
  }
  return reports.length === 0 ? { kind: 'none' } : { kind: 'alike', reports };
}

/** A whole page: that the newest come first is Twilio's habit and no promise. */
function isOlder({ instances }: Page, { attemptedAt }: LookUpQuestion): boolean {
  const first = Math.min(...attemptedAt.map((at) => at.getTime()));
  return instances.every(({ dateCreated: createdAt }) => {
    return (
      createdAt.getTime() < first &&
      !attemptedAt.some((at) => canBeOf({ startedAt: at }, { createdAt }))
    );
  });
}

function toReport(listed: Listed, question: LookUpQuestion): FoundReport[] {
  const { sid, status, errorCode, dateCreated: createdAt } = listed;
  const receipt = toTwilioReceipt({ sid, status, code: errorCode });
  if (receipt === null || !looksLike(listed, question)) return [];
  if (!question.attemptedAt.some((startedAt) => canBeOf({ startedAt }, { createdAt }))) return [];
  const at = receipt.status === 'sent' ? (listed.dateSent ?? createdAt) : listed.dateUpdated;
  return [{ ...receipt, at, createdAt, dedupeKeys: twilioDedupeKeys(sid) }];
}

/** A template's text is made by Twilio, and its like is whatever went to the recipient then. */
function looksLike(listed: Listed, { from, text }: LookUpQuestion): boolean {
  const isFrom =
    from.address === null
      ? listed.messagingServiceSid === from.serviceSid
      : listed.from === from.address;
  const isText = text === null || listed.body === text || listed.body === `${TRIAL}${text}`;
  return listed.direction === 'outbound-api' && isFrom && isText;
}
