import { writeFile } from 'node:fs/promises';
import { Command } from 'commander';
import { runScenarios } from './harness/run-scenarios.ts';
import { fullSizes, shortSizes } from './harness/sizes.ts';
import { isMet, toTable } from './harness/table.ts';
import { scenarios } from './scenarios/index.ts';

const names = scenarios.map((scenario) => scenario.name);

/** `npm run bench -- [names...] [--json FILE] [--short]` */
await new Command('bench')
  .description('Measures Punctual beside graphile-worker and a naive design')
  .argument('[names...]', `which scenarios, of ${names.join(', ')}; all when left out`)
  .option('--json <file>', 'also writes the results as JSON')
  .option('--short', 'small loads: shows that it works, and measures nothing')
  .action(run)
  .parseAsync();

async function run(wanted: string[], options: { json?: string; short?: true }): Promise<void> {
  const unknown = wanted.filter((name) => !names.includes(name));
  if (unknown.length > 0) throw new Error(`no scenario is called ${unknown.join(', ')}`);
  const result = await runScenarios({
    scenarios: scenarios.filter(({ name }) => wanted.length === 0 || wanted.includes(name)),
    sizes: options.short ? shortSizes : fullSizes,
    environment: process.env,
    log: (line) => process.stderr.write(`${line}\n`),
  });
  const figures = result.figures.map((figure) => ({ ...figure, met: isMet(figure) }));
  if (options.json) {
    await writeFile(options.json, `${JSON.stringify({ ...result, figures }, null, 2)}\n`);
  }
  for (const [name, value] of Object.entries(result.machine)) say(`${name}: ${value}`);
  for (const { name, text } of result.texts) say(`\n${name}\n${text}`);
  say(`\n${toTable(result.figures)}`);
  for (const { scenario, error } of result.failures) say(`\n${scenario} failed: ${error}`);
  process.exitCode = result.failures.length > 0 ? 1 : 0;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
