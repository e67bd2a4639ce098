import { setTimeout as sleep } from 'node:timers/promises';
import { type Figures, isGood, oddFigures, sum } from './judge.ts';
import { createRandom } from './random.ts';
import type { Scenario, Stage } from './scenario.ts';
import { createScratch, type Scratch } from './scratch.ts';

export interface CampaignOptions {
  seed: number;
  /** In the place of each scenario's own number. */
  rounds?: number | undefined;
  /** Of the usual crowds, where less will do. */
  share?: number | undefined;
  say(line: string): void;
  /** Aborting ends it and takes everything away. */
  signal?: AbortSignal | undefined;
}

/** What a scenario came to. */
export interface ScenarioResult {
  name: string;
  title: string;
  rounds: number;
  figures: Figures;
}

const ENDS_WITHIN_MS = 5_000;

/** Runs one scenario on an installation of its own, and leaves nothing behind. */
export async function runScenario(
  scenario: Scenario,
  options: CampaignOptions,
): Promise<ScenarioResult> {
  const scratch = createScratch();
  const rounds: Figures[] = [];
  const playing = playRounds(scenario, options, scratch, rounds);
  try {
    await Promise.race([playing, untilAborted(options.signal)]);
  } catch (error) {
    if (options.signal?.aborted) throw error;
    const message = error instanceof Error ? error.message : String(error);
    rounds.push(oddFigures(`${message}\n    ${scratch.lastWords()}`));
    tell(options, `${scenario.name} broke off`, rounds.at(-1));
  } finally {
    await scratch.clear();
    // Broken off in the midst of starting something: what it has started since goes too.
    const isOver = playing.catch(() => {});
    await Promise.race([isOver, sleep(ENDS_WITHIN_MS, null, { ref: false })]);
    await scratch.clear();
  }
  const { name, title } = scenario;
  return { name, title, rounds: rounds.length, figures: sum(rounds) };
}

async function playRounds(
  scenario: Scenario,
  options: CampaignOptions,
  scratch: Scratch,
  rounds: Figures[],
): Promise<void> {
  options.say(`${scenario.name}: ${scenario.title}`);
  const stage = await scenario.open(scratch, options.share ?? 1);
  const count = options.rounds ?? scenario.rounds;
  for (let number = 1; number <= count; number += 1) {
    options.signal?.throwIfAborted();
    const figures = await playRound(scenario, stage, number, options);
    options.signal?.throwIfAborted();
    rounds.push(figures);
    tell(options, `${scenario.name} ${number}/${count}`, rounds.at(-1));
  }
  await stage.close();
}

/** Each round has random numbers of its own: it can be told apart, and run again. */
function playRound(
  scenario: Scenario,
  stage: Stage,
  number: number,
  { seed }: CampaignOptions,
): Promise<Figures> {
  const letter = scenario.name.codePointAt(0) ?? 0;
  return stage.round(createRandom(seed * 1_000_003 + letter * 1_009 + number), number);
}

function tell({ say }: CampaignOptions, label: string, figures: Figures | undefined): void {
  if (!figures) return;
  const { messages, sentOnce, unknown, inFlight, pending, lost, doubled, early, odd } = figures;
  say(
    `  ${label}: ${messages} messages, ${pending} pending and ${inFlight} in flight at the fault; ` +
      `sent once ${sentOnce}, unknown ${unknown}, lost ${lost}, doubled ${doubled}, early ${early}, ` +
      `odd ${odd}; worst lateness ${figures.worstLatenessMs} ms ` +
      `(due meanwhile: ${figures.worstInOutageMs} ms)`,
  );
  for (const note of figures.notes) say(`    ${note}`);
  if (!isGood(figures)) for (const line of figures.complaints) say(`    ${line}`);
}

function untilAborted(signal: AbortSignal | undefined): Promise<never> {
  const aborted = new Promise<never>((_, reject) => {
    signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  aborted.catch(() => {});
  return aborted;
}
