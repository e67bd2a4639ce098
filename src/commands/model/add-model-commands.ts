import type { Command } from 'commander';

/** Runs a command to its end, and ends the process with the code that it answers. */
export type Run = (command: () => Promise<unknown>) => Promise<void>;

const EVENTS = 'CSV or NDJSON: recipient, at, kind (open, click, reply, sent, or any other)';

/** Adds `punctual model <verb>`; each verb is loaded when it is asked for. */
export function addModelCommands(program: Command, run: Run): void {
  const model = program
    .command('model')
    .description('look at the send-time model, try it on logs, and tune it');
  model
    .command('backtest')
    .description('compare the model with simpler rules on a log of engagement')
    .requiredOption('--events <file>', EVENTS)
    .option('--zone <zone>', 'IANA zone of the people', 'UTC')
    .option('--seed <number>', 'draws the same people and moments again', '1')
    .option('--people <number>', 'judge at most so many people', '3000')
    .option('--plots <folder>', 'write plots as SVG into this folder')
    .option('--json', 'print JSON alone')
    .action((options) =>
      run(async () => (await import('./backtest-model.ts')).backtestModel(options)),
    );
}
