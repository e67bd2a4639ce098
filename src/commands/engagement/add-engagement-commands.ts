import type { Command } from 'commander';
import type { Run } from '../run.ts';

const FILE = 'CSV with a header, or NDJSON: the fields of POST /v1/engagement-events';

/** Adds the verbs of `punctual engagement`, loaded when they are asked for. */
export function addEngagementCommands(engagement: Command, run: Run): void {
  engagement
    .command('import')
    .description('import engagement events from a file; run it again to go on where it stopped')
    .argument('<file>', FILE)
    .option('--workspace <id>', 'needed where there are several')
    .option('--json', 'print the result as JSON')
    .action((file, options) =>
      run(async () => (await import('./import-engagement.ts')).importEngagement(file, options)),
    );
}
