import type { Bench, Figure, Kept, Scenario, Sizes } from './bench.ts';
import { describeMachine, type Machine } from './machine.ts';
import { startServers } from './servers.ts';

const signals = ['SIGINT', 'SIGTERM'] as const;
const INTERRUPTED = 130;

export interface RunOptions {
  scenarios: readonly Scenario[];
  sizes: Sizes;
  environment: Readonly<Record<string, string | undefined>>;
  log(line: string): void;
}

export interface RunResult {
  startedAt: string;
  machine: Machine;
  sizes: Sizes;
  figures: Figure[];
  /** What explains them. */
  texts: Kept[];
  /** Scenarios that broke, with why. */
  failures: { scenario: string; error: string }[];
}

/** Runs scenarios one after the other on servers of their own, and collects their figures. */
export async function runScenarios(options: RunOptions): Promise<RunResult> {
  const { sizes, log, environment } = options;
  const servers = await startServers({ environment, log });
  const giveUp = () => {
    // The scenarios' processes end by themselves when this one does.
    const exit = () => process.exit(INTERRUPTED);
    servers.stop().then(exit, exit);
  };
  for (const signal of signals) process.once(signal, giveUp);
  try {
    const startedAt = new Date().toISOString();
    const machine = await describeMachine(servers);
    const figures: Figure[] = [];
    const texts: Kept[] = [];
    const failures: RunResult['failures'] = [];
    const bench: Bench = {
      servers,
      sizes,
      log,
      note: (figure) => {
        figures.push(figure);
      },
      keep: (text) => {
        texts.push(text);
      },
      noted: (name) => figures.find((figure) => figure.name === name)?.value,
    };
    for (const scenario of options.scenarios) {
      log(`${scenario.name} ...`);
      await scenario.run(bench).catch((error: unknown) => {
        failures.push({ scenario: scenario.name, error: String(error) });
        log(`${scenario.name} failed: ${error instanceof Error ? error.stack : error}`);
      });
    }
    return { startedAt, machine, sizes, figures, texts, failures };
  } finally {
    for (const signal of signals) process.removeListener(signal, giveUp);
    await servers.stop();
  }
}
