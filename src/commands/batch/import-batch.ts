import { readEnvironment } from '#src/env';
import { createProgress } from '../create-progress.ts';
import { requireAdminKey } from '../require-admin-key.ts';
import { toApiUrl } from '../to-api-url.ts';
import { createBatchReport } from './batch-report.ts';
import { type BatchClient, createBatchClient, RefusedError } from './create-batch-client.ts';
import {
  type DescribedImport,
  describeImport,
  type ImportBatchOptions,
} from './describe-import.ts';
import { parseInstanceUrl } from './parse-instance-url.ts';
import { type UploadWatch, uploadFile } from './upload-file.ts';
import type { ImportedBatch } from './wire.ts';

/** Everything is in; some lines were no messages. */
const SOME_REJECTED = 2;
/** As many as a person may want to mend; all are counted. */
const MOST_TOLD = 20;

/**
 * Uploads a file of messages to a running instance, closes the batch, and prints what came of it.
 *
 * @returns the process's exit code: 0, or 2 where lines were rejected
 * @throws when it could not be uploaded to its end: run again, it goes on from there
 */
export async function importBatch(path: string, options: ImportBatchOptions): Promise<number> {
  const environment = readEnvironment();
  const url = parseInstanceUrl(options.url) ?? toApiUrl(environment);
  const file = await describeImport(path, options);
  const key = await requireAdminKey(environment);
  const progress = createProgress();
  const client = createBatchClient({ url, key, tell: progress.tell });
  const report = createBatchReport(progress, file);
  const batch = await bringIn(client, file, report);
  const rejections = await client.rejections(batch.id, MOST_TOLD);
  progress.clear();
  const told = options.json ? report.toJson(batch, rejections) : report.toText(batch, rejections);
  process.stdout.write(`${told}\n`);
  return (batch.upload?.rejected ?? 0) > 0 ? SOME_REJECTED : 0;
}

async function bringIn(
  client: BatchClient,
  file: DescribedImport,
  watch: UploadWatch,
): Promise<ImportedBatch> {
  const { id } = await client.open(file.batch, file.idempotencyKey);
  const batch = await client.find(id);
  if (batch.status !== 'open') return requireWhole(batch, file, watch);
  try {
    await uploadFile(client, { file, batch }, watch);
    return await client.close(id);
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    // Another, who uploads the same file, was first to close it.
    if (error.problem.code === 'conflict') return requireWhole(await client.find(id), file, watch);
    // What is refused as it stands will never be whole: nothing of it may wait for ever.
    if (error.status === 422) await client.cancel(id);
    throw error;
  }
}

function requireWhole(
  batch: ImportedBatch,
  { bytes }: DescribedImport,
  watch: UploadWatch,
): ImportedBatch {
  if (batch.upload?.offset !== bytes) {
    throw new Error(`batch ${batch.id} of this file is ${batch.status}: give it another --name`);
  }
  watch.began(batch.upload);
  return batch;
}
