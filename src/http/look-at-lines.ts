import type { UploadItem } from '#batches/upload-input';
import type { HttpDeps } from './http-deps.ts';
import { lookAtTemplates } from './look-at-templates.ts';

/** N8: so that the verbs find the templates known of an upload's lines. */
export function lookAtLines(deps: HttpDeps, items: readonly UploadItem[]): Promise<void> {
  const readable = items.flatMap(({ item }) => (item.kind === 'readable' ? [item.input] : []));
  return lookAtTemplates(deps, readable);
}
