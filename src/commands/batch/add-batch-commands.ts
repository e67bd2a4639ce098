import type { Command } from 'commander';
import type { Run } from '../run.ts';

const FILE = 'CSV with a header, or NDJSON: the fields of POST /v1/messages';

/** Adds the verbs of `punctual batch`, loaded when they are asked for. */
export function addBatchCommands(batch: Command, run: Run): void {
  batch
    .command('import')
    .description('upload messages to a running instance; run it again to go on where it stopped')
    .argument('<file>', FILE)
    .option('--format <format>', 'csv or ndjson; left out, what the name of the file ends with')
    .option('--name <name>', 'of the batch; the same file under another name is another batch')
    .option('--defaults <file>', 'JSON: the fields that a line has unless it says otherwise')
    .option('--dry-run', 'check the lines, and store no message')
    .option('--all-or-nothing', 'cancel the batch when a line is rejected')
    .option('--url <url>', 'of the instance; left out, by HOST and PORT')
    .option('--json', 'print the result as JSON')
    .action((file, options) =>
      run(async () => (await import('./import-batch.ts')).importBatch(file, options)),
    );
}
