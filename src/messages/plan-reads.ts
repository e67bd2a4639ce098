import {
  type ContactAddressRow,
  type ContactRow,
  findAddressesOfContacts,
  lockContacts,
} from '#db/find-contact';
import { findDefaultSenders, findSendersById, type SenderRow } from '#db/find-sender';
import { findSuppressions } from '#db/find-suppressions';
import { findWorkspace, type WorkspaceRow } from '#db/find-workspace';
import { findLastUsedRecipients, findLastUsedSenders } from '#db/messages/find-last-used';
import type { Scope } from '#db/scope';
import type { Channel } from '#domain/message';
import type { SuppressionChannel, SuppressionReason } from '#domain/suppression';
import { createLoader } from './create-loader.ts';
import type { RenderQueue } from './render-queue.ts';
import { createSendTimeReads, type SendTimeReads } from './send-time-reads.ts';

type AddressKind = ContactAddressRow['kind'];

/** What is read to plan messages: many of them at once ask in one statement each. */
export interface PlanReads extends SendTimeReads {
  workspace(): Promise<WorkspaceRow>;
  sender(id: string): Promise<SenderRow | null>;
  defaultSender(channel: Channel): Promise<SenderRow | null>;
  /** Locked until the transaction ends: a deletion waits. */
  contact(id: string): Promise<ContactRow | null>;
  addresses(contactId: string): Promise<ContactAddressRow[]>;
  lastUsedSenderId(of: { contactId: string; channel: Channel }): Promise<string | null>;
  lastUsedRecipient(of: { contactId: string; kind: AddressKind }): Promise<string | null>;
  suppression(of: {
    channel: SuppressionChannel;
    address: string;
  }): Promise<SuppressionReason | null>;
}

/** A scope in which many messages are planned shares what they read, and bounds what they render. */
export interface PlanScope extends Scope {
  readonly reads?: PlanReads;
  readonly renders?: RenderQueue;
}

/** What a scope shares, or reads of its own. */
export function readsOf(scope: PlanScope): PlanReads {
  return scope.reads ?? createPlanReads(scope);
}

/** Remembers what was read: for one transaction, and not across its changes. */
export function createPlanReads(scope: Scope): PlanReads {
  const { tx, workspaceId } = scope;
  let row: Promise<WorkspaceRow> | undefined;
  const workspace = () => {
    row ??= findWorkspace(tx, workspaceId);
    return row;
  };
  const addresses = createLoader({
    nameOf: (contactId: string) => contactId,
    load: async (ids) => groupBy(await findAddressesOfContacts(tx, ids), (row) => row.contactId),
  });
  return {
    workspace,
    sender: createLoader({
      nameOf: (id: string) => id,
      load: async (ids) => mapBy(await findSendersById(tx, ids), ({ id }) => id),
    }),
    defaultSender: createLoader({
      nameOf: (channel: Channel) => channel,
      load: async (channels) =>
        mapBy(await findDefaultSenders(tx, workspaceId, channels), ({ channel }) => channel),
    }),
    contact: createLoader({
      nameOf: (id: string) => id,
      load: async (ids) => mapBy(await lockContacts(tx, ids), ({ id }) => id),
    }),
    addresses: async (contactId) => (await addresses(contactId)) ?? [],
    ...createUsageReads(tx),
    suppression: createSuppressionRead({ tx, workspaceId }),
    ...createSendTimeReads(scope, workspace),
  };
}

function createUsageReads(
  tx: Scope['tx'],
): Pick<PlanReads, 'lastUsedSenderId' | 'lastUsedRecipient'> {
  type OfSender = { contactId: string; channel: Channel };
  type OfRecipient = { contactId: string; kind: AddressKind };
  const sender = createLoader({
    nameOf: (of: OfSender) => `${of.contactId} ${of.channel}`,
    load: async (of) => {
      const rows = await findLastUsedSenders(tx, of);
      return mapBy(rows, (row) => `${row.contactId} ${row.channel}`);
    },
  });
  const recipient = createLoader({
    nameOf: (of: OfRecipient) => `${of.contactId} ${of.kind}`,
    load: async (of) => {
      const rows = await findLastUsedRecipients(tx, of);
      return mapBy(rows, (row) => `${row.contactId} ${row.kind}`);
    },
  });
  return {
    lastUsedSenderId: async (of) => (await sender(of))?.senderId ?? null,
    lastUsedRecipient: async (of) => (await recipient(of))?.address ?? null,
  };
}

function createSuppressionRead({
  tx,
  workspaceId,
}: Pick<Scope, 'tx' | 'workspaceId'>): PlanReads['suppression'] {
  type Of = { channel: SuppressionChannel; address: string };
  const nameOf = ({ channel, address }: Of) => `${channel} ${address}`;
  const read = createLoader({
    nameOf,
    load: async (of: readonly Of[]) => mapBy(await findSuppressions(tx, workspaceId, of), nameOf),
  });
  return async (of) => (await read(of))?.reason ?? null;
}

function mapBy<T>(rows: readonly T[], nameOf: (row: T) => string): Map<string, T> {
  return new Map(rows.map((row) => [nameOf(row), row]));
}

function groupBy<T>(rows: readonly T[], nameOf: (row: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const group = groups.get(nameOf(row));
    if (group) group.push(row);
    else groups.set(nameOf(row), [row]);
  }
  return groups;
}
