import { expect, test } from 'vitest';
import { runScenario } from './campaign.ts';
import { isGood } from './judge.ts';
import { killBatch } from './scenarios/kill-batch.ts';
import { killEverything } from './scenarios/kill-everything.ts';
import { killNode } from './scenarios/kill-node.ts';
import { killWorker } from './scenarios/kill-worker.ts';

// One kill of each kind, with fewer messages: a start and a lost attempt take 10 to 20 s each.
// `npm run faults` does more.
const TIMEOUT_MS = 180_000;
const SHARE = 0.5;

test.each([killEverything, killNode, killWorker])(
  'after a $title every message is sent once, or unknown where it was on its way',
  { timeout: TIMEOUT_MS },
  async (scenario) => {
    const lines: string[] = [];
    const say = (line: string) => lines.push(line);
    const { figures } = await runScenario(scenario, { seed: 1, rounds: 1, share: SHARE, say });
    expect(isGood(figures), lines.join('\n')).toBe(true);
    expect(figures.sentOnce + figures.unknown).toBe(figures.messages);
    expect(figures.inFlight).toBeGreaterThan(0);
  },
);

test.each([1, 2])(
  'B3: killed while it is paused, resumed or canceled, a batch goes on as it was told (%i)',
  { timeout: TIMEOUT_MS },
  async (seed) => {
    const lines: string[] = [];
    const say = (line: string) => lines.push(line);
    const { figures } = await runScenario(killBatch, { seed, rounds: 1, share: 0.2, say });
    expect(isGood(figures), lines.join('\n')).toBe(true);
    expect(figures.sentOnce + figures.unknown).toBe(figures.messages);
  },
);
