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
  const openAt = (start: number) => createReadStream(path, { start });
  await batches.upload(id, { bytes, openAt }, { format, onProgress: report.went });
}
