import type { UserRow } from '#db/users';

/** A user as admins see it. */
export type UserView = Omit<UserRow, 'workspaceId'>;

/** Leaves out what stays inside. */
export function toUserView(row: UserRow): UserView {
  const { workspaceId: _, ...view } = row;
  return view;
}
