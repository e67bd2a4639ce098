import type { Scope } from '#db/scope';
import { clearDefault } from '#db/senders';
import { lockWorkspace } from '#db/workspaces';
import type { Channel } from '#domain/message';

/** Makes room for a new default of the channel; changes of one workspace's default take turns. */
export async function moveDefault(scope: Scope, id: string, channel: Channel): Promise<void> {
  await lockWorkspace(scope.tx, scope.workspaceId);
  const { now, workspaceId } = scope;
  await clearDefault(scope.tx, channel, { id, now, workspaceId });
}
