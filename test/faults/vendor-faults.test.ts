import { expect, test } from 'vitest';
import { runScenario } from './campaign.ts';
import { isGood } from './judge.ts';
import {
  bluebubblesFaults,
  sendgridFaults,
  smtpFaults,
  twilioFaults,
} from './scenarios/vendor-faults.ts';

// A few messages for each mode and policy; `npm run faults -- --only jklm` does 200.
const TIMEOUT_MS = 240_000;
const SHARE = 0.03;
const ROUNDS = 2;

test.each([twilioFaults, sendgridFaults, smtpFaults, bluebubblesFaults])(
  'when $title: at most once with reconcile, at least once with resend, and every end has its reason',
  { timeout: TIMEOUT_MS },
  async (scenario) => {
    const lines: string[] = [];
    const say = (line: string) => lines.push(line);
    const options = { seed: 1, rounds: ROUNDS, share: SHARE, say };
    const { figures } = await runScenario(scenario, options);
    expect(isGood(figures), lines.join('\n')).toBe(true);
    expect(figures.messages).toBeGreaterThan(0);
    expect(figures.sentOnce + figures.unknown).toBe(figures.messages);
  },
);
