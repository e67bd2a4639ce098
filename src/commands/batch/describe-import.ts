import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { type UploadFormat, uploadFormats } from '#domain/batch';
import type { BatchDefaults, BatchSettings } from '#src/client/create-punctual';
import { identifyFile } from '../engagement/identify-file.ts';

export interface ImportBatchOptions {
  format?: string | undefined;
  name?: string | undefined;
  defaults?: string | undefined;
  dryRun?: true | undefined;
  allOrNothing?: true | undefined;
  url?: string | undefined;
  json?: true | undefined;
}

/** A file to upload, and the batch that it becomes. */
export interface DescribedImport {
  path: string;
  bytes: number;
  format: UploadFormat;
  batch: BatchSettings;
  /** The same for the same file and options: the batch is made once, however often it is asked for. */
  idempotencyKey: string;
}

// As the API has it.
const NAME_MAX = 200;

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'this user may not',
};

/** @throws when a file cannot be read, holds no line, or is of no known format */
export async function describeImport(
  path: string,
  options: ImportBatchOptions,
): Promise<DescribedImport> {
  const format = toFormat(path, options.format);
  const { hash, bytes, isBlank } = await identifyFile(path).catch((error) => {
    throw new Error(`${path} cannot be read: ${toReason(error)}`);
  });
  if (isBlank) throw new Error(`${path} must have a line: the file is empty`);
  const batch = {
    name: options.name ?? [...basename(path)].slice(0, NAME_MAX).join(''),
    ...(options.defaults === undefined ? {} : { defaults: await readDefaults(options.defaults) }),
    ...(options.dryRun ? { dryRun: true } : {}),
    ...(options.allOrNothing ? { allOrNothing: true } : {}),
  };
  const identity = createHash('sha256').update(
    JSON.stringify([hash, format, { open: true, ...batch }]),
  );
  return { path, bytes, format, batch, idempotencyKey: `import-${identity.digest('hex')}` };
}

function toFormat(path: string, asked: string | undefined): UploadFormat {
  const ending = asked ?? /\.(\w+)$/.exec(path)?.[1]?.toLowerCase();
  const format = uploadFormats.find((it) => it === (ending === 'jsonl' ? 'ndjson' : ending));
  if (format) return format;
  throw new Error(
    asked === undefined
      ? 'the name of the file must end with .csv or .ndjson, or --format must say which it is'
      : '--format must be csv or ndjson',
  );
}

/** Whether they are what they should be, the instance says. */
async function readDefaults(path: string): Promise<BatchDefaults> {
  const text = await readFile(path, 'utf8').catch((error) => {
    throw new Error(`--defaults ${path} cannot be read: ${toReason(error)}`);
  });
  try {
    return JSON.parse(text);
  } catch {
    throw new Error('the file of --defaults must be JSON');
  }
}

function toReason(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'it failed';
  return reasons[code] ?? code;
}
