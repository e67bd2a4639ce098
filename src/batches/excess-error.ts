import { AppError } from '#domain/errors';

/** The refusal of items that are too much in all: fewer of them at once may be accepted. */
export class ExcessError extends AppError {
  constructor(detail: string) {
    super('validation_failed', detail, [{ pointer: '/items', detail }]);
    this.name = 'ExcessError';
  }
}
