import type { Command } from 'commander';

/** Runs a command to its end, and ends the process with the code that it answers. */
type Run = (command: () => Promise<unknown>) => Promise<void>;

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
