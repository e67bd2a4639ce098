import { channels } from '#domain/message';
import { createRandom, type Random } from '../../faults/random.ts';
import { emailOf, firstNames, nameOf } from './contact-rows.ts';
import { TEXT_WORDS } from './message-rows.ts';
import type { SeededLists } from './seed-lists.ts';
import {
  BATCH_SHARE,
  campaign,
  contactIdOf,
  idOf,
  phoneOf,
  senderIdOf,
  type TenantPlan,
} from './tenant-plan.ts';
import { rankOfShare, wordOf } from './vocabulary.ts';

/** One kind of request, with other values each time. */
export interface ListCase {
  name: string;
  path(index: number): string;
}

type Query = Record<string, string | string[]>;
type Values = (index: number, random: Random) => Query;

const DAY_MS = 86_400_000;
const DAYS = 700;

/** Every kind of list and search, for what was seeded. */
export function listCases(seeded: SeededLists): ListCase[] {
  return [
    ...Object.entries(messageLists(seeded)).map(toCase('list', '/v1/messages')),
    ...Object.entries(messageSearches()).map(toCase('search', '/v1/messages')),
    ...Object.entries(contactSearches(seeded)).map(toCase('contacts', '/v1/contacts')),
    ...batchCases(seeded),
  ];
}

/** The batches, one of them, which counts its messages, and a page of these. */
function batchCases({ plan }: SeededLists): ListCase[] {
  const path = (index: number) => `/v1/batches/${batchIdOf(plan, createRandom(index))}`;
  return [
    { name: 'batches', path: (index) => `/v1/batches?limit=${25 + (index % 3) * 25}` },
    { name: 'batch.counts', path },
    { name: 'batch.messages', path: (index) => `${path(index)}/messages` },
  ];
}

function batchIdOf(plan: TenantPlan, random: Random): string {
  return idOf('bat', plan, 2 * Math.floor(random.between(0, 0.5 / BATCH_SHARE)));
}

function messageLists(seeded: SeededLists): Record<string, Values> {
  const { plan } = seeded;
  const rare = ['unknown', 'failed', 'canceled', 'undelivered'] as const;
  const days = (from: number, count: number) => ({
    sendAfter: new Date(seeded.now.getTime() - from * DAY_MS).toISOString(),
    sendBefore: new Date(seeded.now.getTime() - (from - count) * DAY_MS).toISOString(),
  });
  const someDay = (random: Random) => random.between(40, DAYS);
  const retired = senderIdOf(plan, 'sms', 2);
  const contact = (random: Random) => Math.floor(random.between(0, plan.contacts));
  const batch = (random: Random) => batchIdOf(plan, random);
  return {
    all: () => ({}),
    status: (index) => ({ status: [...rare, 'scheduled', 'delivered'][index % 6] ?? 'sent' }),
    statuses: (_, random) => ({ status: [random.pick(rare), random.pick(['sent', 'delivered'])] }),
    channel: (index) => ({ channel: channels[index % channels.length] ?? 'sms' }),
    channels: (_, random) => ({ channel: ['mms', random.pick(['email', 'imessage'])] }),
    contact: (_, random) => ({ contactId: contactIdOf(plan, contact(random)) }),
    heavy_contact: () => ({ contactId: contactIdOf(plan, 0) }),
    recipient: (_, random) => ({ to: phoneOf(plan, contact(random)) }),
    sender: (index) => ({ senderId: senderIdOf(plan, 'sms', index % 3) }),
    batch: (_, random) => ({ batchId: batch(random) }),
    hours: (_, random) => days(someDay(random), 0.1),
    fortnight: (_, random) => days(someDay(random), 14),
    half_year: (_, random) => days(Math.max(190, someDay(random)), 182),
    until: (_, random) => ({ sendBefore: days(someDay(random), 0).sendBefore }),
    since: (_, random) => ({ sendAfter: days(someDay(random), 0).sendAfter }),
    coming: () => ({ sendAfter: days(0, 0).sendAfter }),
    status_and_channel: (_, random) => ({ status: random.pick(rare), channel: 'mms' }),
    status_and_sender: (index) => ({
      status: index % 2 ? 'scheduled' : 'failed',
      senderId: retired,
    }),
    status_and_contact: () => ({ status: 'failed', contactId: contactIdOf(plan, 0) }),
    status_and_time: (_, random) => ({ status: random.pick(rare), ...days(someDay(random), 30) }),
    channel_and_time: (_, random) => ({ channel: 'imessage', ...days(someDay(random), 30) }),
    sender_and_time: (_, random) => ({ senderId: retired, ...days(someDay(random), 30) }),
    batch_and_status: (_, random) => ({ batchId: batch(random), status: ['failed', 'scheduled'] }),
    batch_and_sender: (index, random) => ({
      batchId: batch(random),
      senderId: senderIdOf(plan, 'sms', index % 3),
    }),
  };
}

function messageSearches(): Record<string, Values> {
  // Ranks around those that are in so many of all texts.
  const word = (share: number, index: number) =>
    wordOf(rankOfShare(share, TEXT_WORDS) + (index % 10));
  const frequent = [0.3, 0.1, 0.05, 0.02];
  return {
    common: (index) => ({ q: word(frequent[index % 4] ?? 0.01, index) }),
    uncommon: (index) => ({ q: word(0.003, index) }),
    rare: (index) => ({ q: word(0.00001, index) }),
    none: (index) => ({ q: `nothing${index}` }),
    old_campaign: (index) => ({ q: campaign.word.slice(0, 10 - (index % 2)) }),
    two_frequent: (index) => ({ q: `${word(0.05, index)} ${word(0.04, index + 3)}` }),
    beginning: (index) => ({ q: word(0.001, index).slice(0, -2) }),
    common_and_status: (index) => ({ q: word(0.1, index), status: ['failed', 'canceled'] }),
    common_and_contact: (index) => ({
      q: word(0.1, index),
      contactId: 'con_00000000-0000-7000-8000-100000000000',
    }),
  };
}

function contactSearches({ plan }: SeededLists): Record<string, Values> {
  const contact = (random: Random) => Math.floor(random.between(0, plan.contacts));
  return {
    all: () => ({}),
    name: (_, random) => {
      const { first, last } = nameOf(plan, contact(random));
      return { q: `${first} ${last}` };
    },
    first_name: (_, random) => ({ q: random.pick(firstNames) }),
    two_letters: (index) => ({ q: wordOf(20 + index).slice(0, 2) }),
    number: (_, random) => ({ q: phoneOf(plan, contact(random)) }),
    area: (index) => ({ q: phoneOf(plan, index).slice(0, 5 + (index % 4)) }),
    email: (_, random) => ({ q: emailOf(plan, contact(random)).slice(0, 12) }),
    none: (index) => ({ q: `nobody${index}` }),
  };
}

function toCase(kind: string, path: string) {
  return ([name, values]: [string, Values]): ListCase => ({
    name: `${kind}.${name}`,
    path: (index) => `${path}?${toQuery(values(index, createRandom(index)))}`,
  });
}

function toQuery(query: Query): string {
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    [value].flat().map((it): [string, string] => [name, it]),
  );
  return new URLSearchParams(pairs).toString();
}
