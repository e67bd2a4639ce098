import type { Command } from 'commander';
import { readEnvironment } from '#src/env';
import type { Run } from '../run.ts';

/** Adds what looks at versions of the parameters, makes them, and lets one decide. */
export function addVersionCommands(model: Command, run: Run): void {
  const load = () => import('./manage-models.ts');
  const add = (usage: string, description: string) =>
    model
      .command(usage)
      .description(description)
      .option('--workspace <id>', 'of which workspace; left out: of the only one')
      .option('--json', 'print JSON alone');
  add('show [version]', 'show the parameters that decide, or those of a version').action(
    (version, options) =>
      run(async () => (await load()).showModel(readEnvironment(), version, options)),
  );
  add('list', 'list the versions of the parameters').action((options) =>
    run(async () => (await load()).listModelVersions(readEnvironment(), options)),
  );
  add('add <file>', 'keep a document of parameters, or a profile by its name, as the next version')
    .option('--note <text>', 'what it is for')
    .action((file, options) =>
      run(async () => (await load()).addModel(readEnvironment(), file, options)),
    );
  add(
    'promote <version>',
    'let a version decide what is accepted from now on; shipped: go back',
  ).action((version, options) =>
    run(async () => (await load()).promote(readEnvironment(), version, options)),
  );
}
