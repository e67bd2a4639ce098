import { createReadStream } from 'node:fs';
import type { Punctual } from '#src/client/create-punctual';
import type { BatchReport } from './batch-report.ts';
import type { DescribedImport } from './describe-import.ts';

/**
 * Uploads a file into its batch from where the upload stands.
 *
 * @throws when the batch does not take it to its end, no more and no less
 */
export async function uploadFile(
  { batches }: Punctual,
  { id, file }: { id: string; file: DescribedImport },
  report: BatchReport,
): Promise<void> {
  const { path, bytes, format } = file;
  const openAt = (start: number) =>
    start < bytes ? createReadStream(path, { start, end: bytes - 1 }) : '';
  const { offset } = await batches.upload(id, { openAt }, { format, onProgress: report.went });
  if (offset < bytes) throw new Error('the file was cut while it was uploaded');
  if (offset > bytes) throw new Error(`batch ${id} has taken more than the file holds`);
}
