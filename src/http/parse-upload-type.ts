import type { UploadFormat } from '#domain/batch';
import { AppError } from '#domain/errors';

const formats: Readonly<Record<string, UploadFormat>> = {
  'text/csv': 'csv',
  'application/x-ndjson': 'ndjson',
};
const OTHER_CHARSET = /charset *= *(?!"?utf-8"?( *;| *$))/i;

/** What an upload is written in. @throws AppError `unsupported_media_type` */
export function parseUploadType(headers: Headers): UploadFormat {
  const [type = '', ...parameters] = (headers.get('Content-Type') ?? '').split(';');
  const format = formats[type.trim().toLowerCase()];
  if (!format) throw refuse('Content-Type must be text/csv or application/x-ndjson');
  if (OTHER_CHARSET.test(parameters.join(';'))) throw refuse('the charset must be UTF-8');
  const encoding = headers.get('Content-Encoding') ?? 'identity';
  if (encoding.toLowerCase() !== 'identity') {
    throw refuse('the body must come without a Content-Encoding');
  }
  return format;
}

function refuse(detail: string): AppError {
  return new AppError('unsupported_media_type', detail);
}
