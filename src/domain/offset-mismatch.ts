import { AppError } from './errors.ts';

/** The refusal of bytes that do not follow those which were taken. */
export class OffsetMismatch extends AppError {
  /** Where the upload stands, in bytes. */
  readonly offset: number;

  constructor(offset: number) {
    super('offset_mismatch', `offset must be ${offset}: so many bytes of the upload were taken`);
    this.name = 'OffsetMismatch';
    this.offset = offset;
  }
}
