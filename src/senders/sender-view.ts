import type { SenderRow } from '#db/find-sender';

/** A sender as admins see it (N4). */
export type SenderView = Omit<SenderRow, 'workspaceId' | 'deletedAt'>;

/** Leaves out what stays inside. */
export function toSenderView(row: SenderRow): SenderView {
  const { workspaceId: _, deletedAt: __, ...view } = row;
  return view;
}
