import { type ContactRow, findContactAddresses } from '#db/find-contact';
import { findWorkspace } from '#db/find-workspace';
import type { MessageRow } from '#db/messages/message-row';
import {
  findTemplated,
  findTemplatedAgain,
  type StoredRerendering,
  storeRerenderings,
} from '#db/messages/rerender-messages';
import type { Scope } from '#db/scope';
import type { PersonalFields } from '#domain/templates/personal-variables';
import { rerender } from '#domain/templates/rerender';

// Some megabytes at the most, of the longest emails.
const CHUNK = 100;

/**
 * Renders a changed contact's pending messages anew, where its workspace wants that (N9), those
 * that the optimizer timed too. What would not change is left alone; what cannot be rendered any
 * more stays as it was accepted, and its timeline says so. The caller holds the contact's row.
 */
export async function rerenderContactMessages(scope: Scope, contact: ContactRow): Promise<void> {
  const { tx, workspaceId } = scope;
  const { rerenderOnContactChange } = await findWorkspace(tx, workspaceId);
  if (!rerenderOnContactChange) return;
  const fields = { ...contact, addresses: await findContactAddresses(tx, contact.id) };
  const of = { workspaceId, contactId: contact.id, limit: CHUNK };
  for (let afterId = ''; ; ) {
    const pending = await findTemplated(tx, { ...of, afterId });
    await rerenderAll(scope, pending, fields);
    const last = pending.at(-1);
    if (!last || pending.length < CHUNK) return;
    afterId = last.id;
  }
}

async function rerenderAll(
  { tx, now }: Scope,
  rows: readonly MessageRow[],
  contact: PersonalFields,
): Promise<void> {
  for (let pending = rows; pending.length > 0; ) {
    const made = pending.flatMap((message) => toStored(message, contact));
    if (made.length === 0) return;
    const lost = await storeRerenderings(tx, made, now);
    // Claimed, canceled or edited between the two statements: look again.
    pending = lost.length > 0 ? await findTemplatedAgain(tx, lost) : [];
  }
}

function toStored(message: MessageRow, contact: PersonalFields): StoredRerendering[] {
  const made = rerender(message, contact);
  switch (made.kind) {
    case 'same':
      return [];
    case 'changed':
      return [{ message, texts: made.texts, details: { kept: false, fields: made.fields } }];
    case 'kept':
      return [
        { message, texts: null, details: { kept: true, why: made.why, missing: made.missing } },
      ];
  }
}
