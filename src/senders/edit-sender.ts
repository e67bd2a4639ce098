import { findSender } from '#db/find-sender';
import type { Scope } from '#db/scope';
import { type SenderChange, updateSender } from '#db/senders';
import { AppError, validationFailed } from '#domain/errors';
import type { SenderSettings } from '#domain/sender';
import { checkAssignedUser } from './check-assigned-user.ts';
import { senderNotFound } from './get-sender.ts';
import { moveDefault } from './move-default.ts';
import { parseSettings } from './parse-settings.ts';
import type { SenderChanges, SettingsChanges } from './sender-input.ts';
import { type SenderView, toSenderView } from './sender-view.ts';

/**
 * Changes a sender; its channel, provider and address stay, since messages were accepted for them.
 *
 * @param ifMatch the version that the caller has seen; `null` for any
 * @throws AppError `not_found`, `version_mismatch`, `validation_failed`
 */
export async function editSender(
  scope: Scope,
  id: string,
  changes: SenderChanges,
  ifMatch: number | null,
): Promise<SenderView> {
  const row = await findSender(scope.tx, id);
  if (!row) throw senderNotFound();
  if (ifMatch !== null && ifMatch !== row.version) throw mismatch();
  if (changes.isDefault && !(changes.active ?? row.active)) {
    const detail = 'isDefault needs a sender that is active';
    throw validationFailed([{ pointer: '/isDefault', detail }]);
  }
  await checkAssignedUser(scope, changes.assignedUserId);
  if (Object.keys(changes).length === 0) return toSenderView(row);
  if (changes.isDefault) await moveDefault(scope, id, row.channel);
  const { settings, ...fields } = changes;
  const change: SenderChange =
    settings === undefined
      ? fields
      : { ...fields, settings: parseSettings(row.channel, merge(row.settings, settings)) };
  const changed = await updateSender(scope.tx, id, change, { now: scope.now, ifMatch });
  if (changed) return toSenderView(changed);
  // Somebody was quicker: with a deletion, or with another change.
  throw (await findSender(scope.tx, id)) ? mismatch() : senderNotFound();
}

function merge(settings: SenderSettings, changes: SettingsChanges | null): SenderSettings {
  if (changes === null) return {};
  const merged = Object.entries({ ...settings, ...changes }).filter(([, value]) => value !== null);
  return Object.fromEntries(merged);
}

function mismatch(): AppError {
  return new AppError('version_mismatch', 'the sender has changed since: read it again');
}
