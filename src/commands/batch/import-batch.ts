import {
  type Batch,
  createPunctual,
  type Punctual,
  PunctualError,
} from '#src/client/create-punctual';
import { readEnvironment } from '#src/env';
import { createProgress } from '../create-progress.ts';
import { requireAdminKey } from '../require-admin-key.ts';
import { toApiUrl } from '../to-api-url.ts';
import { type BatchReport, createBatchReport } from './batch-report.ts';
import {
  type DescribedImport,
  describeImport,
  type ImportBatchOptions,
} from './describe-import.ts';
import { parseInstanceUrl } from './parse-instance-url.ts';
import { uploadFile } from './upload-file.ts';

/** Everything is in; some lines were no messages. */
const SOME_REJECTED = 2;
/** As many as a person may want to mend; all are counted. */
const MOST_TOLD = 20;
/** A piece is stored in a second or two; an instance that restarts is back in less. */
const TIMEOUT_MS = 60_000;
const GIVE_UP_MS = 120_000;
const CANCEL_MS = 5_000;

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
  const punctual = createPunctual({
    ...{ url, key, timeoutMs: TIMEOUT_MS, giveUpAfterMs: GIVE_UP_MS },
    onRetry(error, tries) {
      if (tries === 1) progress.tell(`${url} ${toTrouble(error)}, trying again`);
    },
  });
  const report = createBatchReport(progress, file);
  try {
    const batch = await bringIn(punctual, file, report);
    const { data } = await punctual.batches.rejections(batch.id, { limit: MOST_TOLD }).page();
    progress.clear();
    process.stdout.write(
      `${options.json ? report.toJson(batch, data) : report.toText(batch, data)}\n`,
    );
    return (batch.upload?.rejected ?? 0) > 0 ? SOME_REJECTED : 0;
  } catch (error) {
    if (!(error instanceof PunctualError && error.isPassing)) throw error;
    throw new Error(`${url} ${toTrouble(error)}; run this again: it goes on where it was`);
  }
}

async function bringIn(
  punctual: Punctual,
  file: DescribedImport,
  report: BatchReport,
): Promise<Batch> {
  const { batches } = punctual;
  const { id } = await batches.open(file.batch, { idempotencyKey: file.idempotencyKey });
  const batch = await batches.get(id);
  const isOpen = batch.status === 'open';
  if (!isOpen) requireWhole(batch, file);
  report.began(batch);
  if (!isOpen) return batch;
  try {
    await uploadFile(punctual, { id, file }, report);
    return await batches.close(id);
  } catch (error) {
    if (!(error instanceof PunctualError)) throw error;
    // Another, who uploads the same file, was first to close it.
    if (error.code === 'conflict') return requireWhole(await batches.get(id), file);
    // What is refused as it stands will never be whole: nothing of it may wait for ever.
    if (error.status === 422) await cancelSoon(batches, id);
    throw error;
  }
}

/** Best effort: the refusal is what is to be told. */
async function cancelSoon(batches: Punctual['batches'], id: string): Promise<void> {
  await batches.cancel(id, { signal: AbortSignal.timeout(CANCEL_MS) }).catch(() => {});
}

function requireWhole(batch: Batch, { bytes }: DescribedImport): Batch {
  if (batch.upload?.offset === bytes) return batch;
  throw new Error(
    `batch ${batch.id} of this file is ${batch.status}: mend the file, or give it another --name`,
  );
}

function toTrouble({ status, message }: PunctualError): string {
  return status === 0 ? 'does not answer' : `is not well: ${message}`;
}
