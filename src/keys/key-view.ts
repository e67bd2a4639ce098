import type { KeyRow } from '#db/keys';

/** A key as admins see it: not the key itself, which nobody keeps. */
export type KeyView = Omit<KeyRow, 'workspaceId' | 'hash' | 'deletedAt'>;

/** Leaves out what stays inside. */
export function toKeyView(row: KeyRow): KeyView {
  const { workspaceId: _, hash: __, deletedAt: ___, ...view } = row;
  return view;
}
