import type { Command } from 'commander';
import { readEnvironment } from '#src/env';
import type { Run } from '../run.ts';
import { addVersionCommands } from './add-version-commands.ts';

const EVENTS = 'CSV or NDJSON: recipient, at, kind (open, click, reply, sent, or any other)';

/** Adds `punctual model <verb>`; each verb is loaded when it is asked for. */
export function addModelCommands(model: Command, run: Run): void {
  addVersionCommands(model, run);
  withEvents(model.command('backtest'))
    .description('compare the model with simpler rules on a log of engagement')
    .option('--plots <folder>', 'write plots as SVG into this folder')
    .action((options) =>
      run(async () => (await import('./backtest-model.ts')).backtestModel(options)),
    );
  withEvents(model.command('compare <a> <b>'))
    .description('play the same messages by two documents or versions of parameters')
    .option('--workspace <id>', 'of which workspace versions are; left out: of the only one')
    .addHelpText('after', '\nA, B: a file, default, office, newsletter, chat, shipped, v1, v2 ...')
    .action((a, b, options) =>
      run(async () =>
        (await import('./compare-models.ts')).compareModels(readEnvironment(), [a, b], options),
      ),
    );
  withEvents(model.command('fit'))
    .description('choose parameters for a log; nothing uses them until they are promoted')
    .option('--out <file>', 'write the document of parameters into this file')
    .option('--add', 'keep it as the next version, with what was measured')
    .option('--workspace <id>', 'with --add: of which workspace; left out: of the only one')
    .action((options) =>
      run(async () => (await import('./fit-model.ts')).fitModel(readEnvironment(), options)),
    );
}

function withEvents(command: Command): Command {
  return command
    .requiredOption('--events <file>', EVENTS)
    .option('--zone <zone>', 'IANA zone of the people', 'UTC')
    .option('--seed <number>', 'draws the same people and moments again', '1')
    .option('--people <number>', 'judge at most so many people', '1000')
    .option('--json', 'print JSON alone');
}
