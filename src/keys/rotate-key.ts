import { endKey } from '#db/keys';
import type { Scope } from '#db/scope';
import { parseDuration } from '#domain/duration';
import { AppError, validationFailed } from '#domain/errors';
import { type CreatedKey, createKey } from './create-key.ts';
import { keyNotFound } from './key-not-found.ts';

const OVERLAP_DEFAULT = 'P1D';
const OVERLAP_MAX_MS = 30 * 86_400_000;

export interface Rotation {
  /** How long the old key works on, an ISO 8601 duration of at most 30 days; a day if left out. */
  overlap?: string | undefined;
  /** When the new key ends; null: never. To be said where the old one had an end. */
  expiresAt?: Date | null | undefined;
}

/**
 * Makes a key in the place of another, of the same user and name. The old one works on for the
 * overlap, so that those who use it have time to change; never longer than it would have.
 *
 * @throws AppError `not_found`, `validation_failed`, `conflict` for a key that has expired
 */
export async function rotateKey(
  scope: Scope,
  id: string,
  { overlap = OVERLAP_DEFAULT, expiresAt }: Rotation,
): Promise<CreatedKey> {
  const { now } = scope;
  const old = await endKey(scope.tx, id, new Date(now.getTime() + parseOverlap(overlap)));
  if (!old) throw keyNotFound();
  if (old.expiresAt !== null && old.expiresAt <= now) {
    throw new AppError('conflict', 'the key has expired: make a new one');
  }
  if (old.expiresAt !== null && expiresAt === undefined) {
    const detail = 'expiresAt is required, or null: the key that is replaced has an end';
    throw validationFailed([{ pointer: '/expiresAt', detail }]);
  }
  const { userId, name } = old;
  return createKey(scope, { userId, name: name ?? undefined, expiresAt: expiresAt ?? undefined });
}

function parseOverlap(text: string): number {
  const parsed = parseDuration(text);
  if (parsed.kind === 'duration' && parsed.ms <= OVERLAP_MAX_MS) return parsed.ms;
  const why = parsed.kind === 'unreadable' ? parsed.why : 'must be at most P30D';
  throw validationFailed([{ pointer: '/overlap', detail: `overlap ${why}` }]);
}
