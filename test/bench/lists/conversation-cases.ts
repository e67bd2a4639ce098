import { createRandom } from '../../faults/random.ts';
import type { Reader } from './create-reader.ts';
import type { ListCase } from './list-cases.ts';
import type { SeededLists } from './seed-lists.ts';
import { contactIdOf } from './tenant-plan.ts';

const PAGE = 50;
const PAGES_MAX = 100;

/** Pages of conversations: of anybody, and of the contact that has most, up to half of it. */
export async function conversationCases(seeded: SeededLists, reader: Reader): Promise<ListCase[]> {
  const { plan } = seeded;
  const pathOf = (index: number) => `/v1/contacts/${contactIdOf(plan, index)}/conversation`;
  const cursors = await readCursors(reader, pathOf(0), plan.heavy);
  return [
    {
      name: 'conversation.first_page',
      // Every 50th contact was deleted.
      path: (index) =>
        pathOf(50 * Math.floor(createRandom(index).between(0, plan.contacts / 50)) + (index % 49)),
    },
    { name: 'conversation.heavy', path: () => pathOf(0) },
    {
      name: 'conversation.heavy_deep',
      path: (index) => `${pathOf(0)}?cursor=${cursors[index % cursors.length]}`,
    },
  ];
}

/** Where the pages end in the second quarter of the conversation. */
async function readCursors(reader: Reader, path: string, items: number): Promise<string[]> {
  const cursors: string[] = [];
  const pages = Math.min(PAGES_MAX, Math.ceil(items / 2 / PAGE));
  let cursor: string | null = null;
  for (let page = 0; page < pages; page++) {
    const query: string = cursor === null ? '' : `&cursor=${cursor}`;
    cursor = (await reader.get(`${path}?limit=${PAGE}${query}`)).nextCursor;
    if (cursor === null) break;
    cursors.push(cursor);
  }
  return cursors.slice(cursors.length / 2);
}
