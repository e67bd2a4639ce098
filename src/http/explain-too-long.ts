import { UPLOAD_LINE_MAX, type UploadFormat } from '#domain/batch';

/** Why a line is refused that nobody can mean. */
export function explainTooLong(format: UploadFormat, what = 'the line'): string {
  const hint = format === 'csv' ? '; is a quote not closed?' : '';
  return `${what} must have at most ${UPLOAD_LINE_MAX} bytes${hint}`;
}
