import { randomInt } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { Command, InvalidArgumentError } from 'commander';
import { runScenario, type ScenarioResult } from './campaign.ts';
import { isGood } from './judge.ts';
import { scenarios } from './scenarios/index.ts';
import { toTable } from './to-table.ts';

interface Arguments {
  only?: string;
  rounds?: number;
  seed: number;
  json?: string;
}

/** Ended by a Ctrl-C, as shells have it. */
const INTERRUPTED = 130;

const say = (line: string) => process.stdout.write(`${line}\n`);

const program = new Command('npm run faults --')
  .description('Kills and stops parts of Punctual, and counts what became of its messages.')
  .option('--only <letters>', `which scenarios, of ${scenarios.map(({ name }) => name).join('')}`)
  .option('--rounds <n>', 'rounds of each scenario', toNumber)
  .option('--seed <n>', 'brings the random moments of an earlier run back', toNumber)
  .option('--json <file>', 'writes the results there too')
  .showHelpAfterError()
  .parse();

process.exit(await run({ seed: randomInt(1_000_000), ...program.opts<Partial<Arguments>>() }));

async function run({ only, rounds, seed, json }: Arguments): Promise<number> {
  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => stopping.abort(new Error(`stopped by ${signal}`)));
  }
  say(`Seed ${seed}`);
  const results: ScenarioResult[] = [];
  for (const scenario of scenarios) {
    if (only !== undefined && !only.includes(scenario.name)) continue;
    try {
      results.push(await runScenario(scenario, { seed, rounds, say, signal: stopping.signal }));
    } catch (error) {
      say(error instanceof Error ? error.message : String(error));
      return INTERRUPTED;
    }
  }
  say(`\n${toTable(results)}`);
  if (json) await writeFile(json, `${JSON.stringify({ seed, results }, null, 2)}\n`);
  return results.every(({ figures }) => isGood(figures)) ? 0 : 1;
}

function toNumber(text: string): number {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number >= 0) return number;
  throw new InvalidArgumentError('It must be a whole number.');
}
