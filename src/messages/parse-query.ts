import { validationFailed } from '#domain/errors';
import { parseSearch, type Search } from '#domain/search-words';

/** Reads the `q` of a list. @throws AppError `validation_failed` where there is no word in it. */
export function parseQuery(q: string): Search {
  const search = parseSearch(q);
  if (search !== null) return search;
  throw validationFailed([{ pointer: '/query/q', detail: 'q must have a letter or a digit' }]);
}
