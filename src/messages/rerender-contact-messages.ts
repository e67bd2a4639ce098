import { type ContactRow, findContactAddresses } from '#db/find-contact';
import { findWorkspace } from '#db/find-workspace';
import type { MessageRow } from '#db/messages/message-row';
import {
  lockTemplated,
  type StoredRerendering,
  storeRerenderings,
} from '#db/messages/rerender-messages';
import type { Scope } from '#db/scope';
import { type Rerendering, rerender } from '#domain/templates/rerender';
import { createRenderQueue } from './render-queue.ts';

// Some tens of megabytes at the most, of the longest emails.
const CHUNK = 25;

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
  const queue = createRenderQueue();
  for (let afterId = ''; ; ) {
    const pending = await lockTemplated(tx, { ...of, afterId });
    await rerenderAll(scope, pending, (message) =>
      queue.render((work) => toStored(message, rerender(message, fields, work))),
    );
    const last = pending.at(-1);
    if (!last || pending.length < CHUNK) return;
    afterId = last.id;
  }
}

async function rerenderAll(
  { tx, now }: Scope,
  pending: readonly MessageRow[],
  make: (message: MessageRow) => Promise<StoredRerendering | null>,
): Promise<void> {
  const made = await Promise.all(pending.map(make));
  const changed = made.filter((each) => each !== null);
  if (changed.length > 0) await storeRerenderings(tx, changed, now);
}

function toStored(message: MessageRow, made: Rerendering): StoredRerendering | null {
  switch (made.kind) {
    case 'same':
      return null;
    case 'changed':
      return { message, texts: made.texts, details: { kept: false, fields: made.fields } };
    case 'kept':
      return {
        message,
        texts: null,
        details: { kept: true, why: made.why, missing: made.missing },
      };
  }
}
