import type { Figures } from './judge.ts';
import type { Random } from './random.ts';
import type { Scratch } from './scratch.ts';

/** One kind of fault, tried again and again on one installation. */
export interface Scenario {
  /** The letter by which it is asked for. */
  name: string;
  /** What is done, in a few words. */
  title: string;
  /** How often, when nobody says. */
  rounds: number;
  /** Brings up what the rounds need. `share`: of the usual crowd, where a round may be smaller. */
  open(scratch: Scratch, share: number): Promise<Stage>;
}

/** An installation that rounds are run on. */
export interface Stage {
  round(random: Random, number: number): Promise<Figures>;
  /** Stops it cleanly. */
  close(): Promise<void>;
}
