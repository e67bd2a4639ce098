import { validationFailed } from '#domain/errors';

const TAG = /^(?:W\/)?"([\x21\x23-\x7e]*)"$/;
// A version is an integer column, from 1 on.
const VERSION = /^[1-9]\d{0,8}$/;
const NO_VERSION = 0;

/** A version as an ETag. */
export function toEntityTag(version: number): string {
  return `"${version}"`;
}

/**
 * The version that an `If-Match` asks for; `null` for any (no header, or `*`). A weak tag counts
 * as its strong one, since proxies that compress weaken ours. A tag that we never gave matches
 * no version.
 *
 * @throws AppError `validation_failed` for what is not one entity tag
 */
export function parseIfMatch(header: string | undefined): number | null {
  if (header === undefined || header === '*') return null;
  const tag = TAG.exec(header)?.[1];
  if (tag === undefined) {
    const detail = 'If-Match must be one ETag of this resource, in its quotes, or *';
    throw validationFailed([{ pointer: '/header/If-Match', detail }]);
  }
  return VERSION.test(tag) ? Number(tag) : NO_VERSION;
}
