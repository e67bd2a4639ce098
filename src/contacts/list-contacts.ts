import { findContacts } from '#db/find-contacts';
import { findWorkspace } from '#db/find-workspace';
import type { Scope } from '#db/scope';
import { parseEmail, parsePhone, parsePhoneStart } from '#domain/recipient';
import type { Search } from '#domain/search-words';
import type { Page, PageRequest } from '#messages/message-input';
import { parseQuery } from '#messages/parse-query';
import { toPage } from '#messages/to-page';
import { type ContactView, toContactView } from './contact-view.ts';

/**
 * The contacts that `q` finds by name, number or address, or all of them; newest first, a page at
 * a time.
 *
 * @throws AppError `validation_failed` for a `q` without a letter or a digit
 */
export async function listContacts(
  scope: Scope,
  q: string | undefined,
  page: PageRequest,
): Promise<Page<ContactView>> {
  const found = await findContacts(scope.tx, {
    workspaceId: scope.workspaceId,
    search: q === undefined ? null : await toSearch(scope, q),
    beforeId: page.cursor,
    limit: page.limit + 1,
  });
  return toPage(found, page, ({ contact, addresses }) => toContactView(contact, addresses));
}

async function toSearch(
  scope: Scope,
  q: string,
): Promise<{ words: Search; beginnings: readonly string[] }> {
  const words = parseQuery(q);
  const { defaultCountry } = await findWorkspace(scope.tx, scope.workspaceId);
  return { words, beginnings: toBeginnings(q.trim(), defaultCountry) };
}

/** How the numbers and addresses begin that somebody may mean. */
function toBeginnings(q: string, country: string): string[] {
  const digits = /^[\d\s().-]+$/.test(q) ? [`+${q.replace(/\D/g, '')}`] : [];
  const number = parsePhone(q, country) ?? parsePhoneStart(q, country);
  const email = /^\S+$/.test(q) ? [parseEmail(q) ?? q.toLowerCase()] : [];
  return [...new Set([...digits, ...(number === null ? [] : [number]), ...email])];
}
