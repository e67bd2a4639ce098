import { toSearchWords } from '#domain/search-words';
import { createRandom, type Random } from '../../faults/random.ts';
import type { Row } from './copy-rows.ts';
import { contactIdOf, phoneOf, type TenantPlan } from './tenant-plan.ts';
import { wordOf } from './vocabulary.ts';

export const firstNames = [
  ...['Ana', 'José', 'Zoë', 'Łukasz', 'Björn', 'Chloé', 'Ravi', 'Mei', 'Omar', 'Ingrid'],
  ...['Peter', 'Maria', 'Søren', 'Anders', 'Nuria', 'Yusuf', 'Tara', 'Liam', 'Emma', 'Noah'],
] as const;
/** How many last names there are, the first ones the most frequent. */
export const LAST_NAMES = 5_000;

/** The name of a contact: the same one whenever it is asked for. */
export function nameOf(plan: TenantPlan, index: number): { first: string; last: string } {
  const random: Random = createRandom(plan.number * 1_000_003 + index);
  const rank = Math.floor(Math.exp(random.between(0, Math.log(LAST_NAMES))));
  const last = wordOf(rank);
  return { first: random.pick(firstNames), last: `${last[0]?.toUpperCase()}${last.slice(1)}` };
}

export function emailOf(plan: TenantPlan, index: number): string {
  const { first, last } = nameOf(plan, index);
  const name = toSearchWords([first, last]).join('.');
  return `${name}.${index}@example.com`;
}

/** A contact, its number and its address: one row for each of three tables. */
export function* contactRows(plan: TenantPlan, at: string): Generator<Row[]> {
  const workspace_id = plan.workspaceId;
  for (let index = 0; index < plan.contacts; index++) {
    const { first, last } = nameOf(plan, index);
    const id = contactIdOf(plan, index);
    const words = toSearchWords([first, last]).map((it) => `'${it}'`);
    const contact = { id, workspace_id, name: `${first} ${last}`, first_name: first };
    const address = { workspace_id, contact_id: id, is_primary: true, position: 0 };
    yield [
      {
        ...contact,
        ...{ last_name: last, words: words.join(' '), created_at: at, updated_at: at },
        deleted_at: index % 50 === 49 ? at : null,
      },
      { ...address, kind: 'phone', address: phoneOf(plan, index) },
      { ...address, kind: 'email', address: emailOf(plan, index) },
    ];
  }
}
