#!/usr/bin/env -S npx tsx
import { Command } from 'commander';
import { toSafeError } from '#db/to-safe-error';
import { readVersion } from '#runtime/read-version';
import { addBatchCommands } from './commands/batch/add-batch-commands.ts';
import { addEngagementCommands } from './commands/engagement/add-engagement-commands.ts';
import { addModelCommands } from './commands/model/add-model-commands.ts';
import { EnvironmentError, readEnvironment } from './env.ts';

/** Each is loaded when it is asked for: `punctual migrate` needs no Temporal. */
function createProgram(): Command {
  const program = new Command('punctual')
    .description('A durable scheduler for email and text messages.')
    .version(readVersion())
    .showHelpAfterError();
  program
    .command('start')
    .description('run everything in one process, with servers of its own where none are given')
    .action(() => run(async () => (await import('./commands/start.ts')).start(readEnvironment())));
  program
    .command('api')
    .description('serve the HTTP API (DATABASE_URL, TEMPORAL_ADDRESS)')
    .action(() => run(async () => (await import('./commands/api.ts')).api(readEnvironment())));
  program
    .command('worker')
    .description('run relay and worker (DATABASE_URL, TEMPORAL_ADDRESS)')
    .action(() =>
      run(async () => (await import('./commands/worker.ts')).worker(readEnvironment())),
    );
  program
    .command('migrate')
    .description('bring the database to the newest schema (DATABASE_URL)')
    .action(() =>
      run(async () => (await import('./commands/migrate.ts')).migrate(readEnvironment())),
    );
  program
    .command('doctor')
    .description('look at everything that Punctual stands on, and say how to mend what is wrong')
    .option('--json', 'print the findings as JSON')
    .action((options) => run(async () => (await import('./commands/doctor.ts')).doctor(options)));
  program
    .command('demo')
    .description('show what a running instance does with a few messages')
    .action(() => run(async () => (await import('./commands/demo.ts')).demo(readEnvironment())));
  program
    .command('workspace')
    .description('manage tenants')
    .command('create <name>')
    .description("make another tenant and print its admin's key")
    .action((name) =>
      run(async () =>
        (await import('./commands/add-workspace.ts')).addWorkspace(readEnvironment(), name),
      ),
    );
  addBatchCommands(program.command('batch').description('send many messages'), run);
  addEngagementCommands(
    program.command('engagement').description('bring in what recipients did'),
    run,
  );
  addModelCommands(
    program
      .command('model')
      .description('look at the send-time model, try it on logs, and tune it'),
    run,
  );
  return program;
}

/** Runs a command to its end; the process ends with the code that it answers, or 0. */
async function run(command: () => Promise<unknown>): Promise<void> {
  try {
    loadEnvFile();
    const code = await command();
    process.exit(typeof code === 'number' ? code : 0);
  } catch (error) {
    process.stderr.write(`${toLines(error)}\n`);
    process.exit(1);
  }
}

/** `.env` beside the program's start is read if there is one; what is set already wins. */
function loadEnvFile(): void {
  try {
    process.loadEnvFile();
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
}

function toLines(error: unknown): string {
  if (error instanceof EnvironmentError) return `The configuration is not right:\n${error.message}`;
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
    return `punctual: ${error.message}; stop what runs there, or set PORT`;
  }
  const safe = toSafeError(error);
  return `punctual: ${safe instanceof Error ? safe.message : 'unknown error'}`;
}

await createProgram().parseAsync();
