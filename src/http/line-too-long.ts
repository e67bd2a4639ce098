import { UPLOAD_LINE_MAX, type UploadFormat } from '#domain/batch';
import { AppError } from '#domain/errors';

/** The refusal of an upload with a line that nobody can mean. */
export class LineTooLong extends AppError {
  constructor(line: number, format: UploadFormat) {
    const hint = format === 'csv' ? '; is a quote not closed?' : '';
    const detail = `line ${line} must have at most ${UPLOAD_LINE_MAX} bytes${hint}`;
    super('validation_failed', detail, [{ pointer: '', detail }]);
    this.name = 'LineTooLong';
  }
}
