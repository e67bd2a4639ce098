import type { TwilioMessage } from './twilio-message.ts';

export interface TwilioPage {
  messages: TwilioMessage[];
  page: number;
  page_size: number;
  start: number;
  end: number;
  uri: string;
  first_page_uri: string;
  next_page_uri: string | null;
  previous_page_uri: string | null;
}

const PAGE_SIZE = 50;
const MOST_ON_A_PAGE = 1000;

/**
 * One page of the messages that the query asks for, the newest first. Tokens name a message, so that
 * a page goes on where the last one ended, whatever has been sent since.
 */
export function listTwilioMessages(
  newestFirst: readonly TwilioMessage[],
  path: string,
  query: URLSearchParams,
): TwilioPage {
  const matching = newestFirst.filter((message) => matches(message, query));
  const size = readSize(query);
  const page = Number(query.get('Page') ?? 0);
  const begin = findBegin(matching, query.get('PageToken'), size);
  const messages = matching.slice(begin, begin + size);
  const last = messages.at(-1);
  const first = messages[0];
  const hasNext = begin + size < matching.length;
  const toUri = (to: number, token?: string) => toPageUri(path, query, size, to, token);
  return {
    messages,
    page,
    page_size: size,
    start: page * size,
    end: Math.max(page * size, page * size + messages.length - 1),
    uri: `${path}?${query}`,
    first_page_uri: toUri(0),
    next_page_uri: last && hasNext ? toUri(page + 1, `PA${last.sid}`) : null,
    previous_page_uri: first && begin > 0 ? toUri(page - 1, `PB${first.sid}`) : null,
  };
}

function matches(message: TwilioMessage, query: URLSearchParams): boolean {
  const is = (name: string, value: string | null) => !query.has(name) || query.get(name) === value;
  return is('To', message.to) && is('From', message.from) && isSentWhen(message, query);
}

/** `DateSent<` and `DateSent>` include their bound: they are written `DateSent<=...` in a URL. */
function isSentWhen({ date_sent }: TwilioMessage, query: URLSearchParams): boolean {
  const [on, before, after] = ['DateSent', 'DateSent<', 'DateSent>'].map((name) => query.get(name));
  if (!on && !before && !after) return true;
  if (date_sent === null) return false;
  const sentAt = new Date(date_sent);
  return (
    (!on || sentAt.toISOString().slice(0, 10) === new Date(on).toISOString().slice(0, 10)) &&
    (!before || sentAt <= new Date(before)) &&
    (!after || sentAt >= new Date(after))
  );
}

function readSize(query: URLSearchParams): number {
  return Math.min(Number(query.get('PageSize') ?? PAGE_SIZE), MOST_ON_A_PAGE);
}

function findBegin(matching: readonly TwilioMessage[], token: string | null, size: number): number {
  if (token === null) return 0;
  const at = matching.findIndex(({ sid }) => sid === token.slice(2));
  return token.startsWith('PA') ? at + 1 : Math.max(0, at - size);
}

function toPageUri(
  path: string,
  query: URLSearchParams,
  size: number,
  page: number,
  token?: string,
): string {
  const next = new URLSearchParams(query);
  next.set('PageSize', String(size));
  next.set('Page', String(page));
  next.delete('PageToken');
  if (token !== undefined) next.set('PageToken', token);
  return `${path}?${next}`;
}
