/** What a key may do: an `admin` all, a `user` all but the routes for admins. */
export const roles = ['admin', 'user'] as const;
export type Role = (typeof roles)[number];

/** Who is asking: a key's user inside its workspace. */
export interface Actor {
  workspaceId: string;
  userId: string;
  keyId: string;
  role: Role;
}
