import type { HonoRequest } from 'hono';
import { AppError, validationFailed } from '#domain/errors';
import { inspectJson } from './inspect-json.ts';

// JSON is UTF-8 (RFC 8259, 8.1); other charsets are not JSON.
const JSON_TYPE = /^application\/json *(; *charset="?utf-8"? *)?$/i;

/**
 * Reads a body of JSON. `undefined`: there is none.
 *
 * @param list a list in it whose items answer for themselves: one that holds what no field may is
 * not the whole request's fault.
 *
 * @throws AppError `unsupported_media_type`, `malformed_request`, `validation_failed`
 */
export async function readJsonBody(request: HonoRequest, list?: string): Promise<unknown> {
  const bytes = await request.arrayBuffer();
  if (bytes.byteLength === 0) return undefined;
  if (!JSON_TYPE.test(request.header('Content-Type') ?? '')) {
    throw new AppError('unsupported_media_type', 'Content-Type must be application/json');
  }
  const value = parse(decode(bytes));
  const problems = inspectJson(list === undefined ? value : without(value, list));
  if (problems.length > 0) throw validationFailed(problems);
  return value;
}

function without(value: unknown, list: string): unknown {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? { ...value, [list]: null } : value;
}

function decode(bytes: ArrayBuffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new AppError('malformed_request', 'the body must be UTF-8');
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own message quotes the body.
    throw new AppError('malformed_request', 'the body must be JSON');
  }
}
