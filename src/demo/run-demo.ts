import { type ClientOptions, createClient } from './create-client.ts';
import { findSinkSenders } from './find-sink-senders.ts';
import { scenes } from './scenes.ts';
import type { Outcome, Stage } from './stage.ts';

export interface DemoOptions extends ClientOptions {
  /** Takes one line of text. */
  say(line: string): void;
  /** Whether the lines go to a terminal that shows colours. */
  colours: boolean;
}

const SCENE_WIDTH = 26;

/**
 * Plays a few messages on a running instance, tells live what happens to each, and sums up.
 *
 * @returns whether everything was as it should be.
 * @throws DemoError when it cannot play.
 */
export async function runDemo({ say, colours, ...options }: DemoOptions): Promise<boolean> {
  const client = createClient(options);
  const senders = await findSinkSenders(client);
  const startedAtMs = performance.now();
  const tell = (scene: string, line: string) => {
    const seconds = ((performance.now() - startedAtMs) / 1_000).toFixed(1).padStart(5);
    say(`${seconds} s  ${scene.padEnd(SCENE_WIDTH)}  ${line}`);
  };
  say(`Punctual at ${options.url}; everything goes to the sink.\n`);
  const stage: Stage = { client, senders, tell };
  const outcomes = (await Promise.all(scenes.map((play) => play(stage)))).flat();
  say(`\n${outcomes.map((outcome) => toLine(outcome, colours)).join('\n')}`);
  const wrong = outcomes.filter(({ ok }) => !ok).length;
  say(
    wrong === 0
      ? `\nAll ${outcomes.length} messages did as they were told.`
      : `\n${wrong} did not.`,
  );
  return wrong === 0;
}

function toLine({ ok, what, detail }: Outcome, colours: boolean): string {
  const mark = ok ? 'ok  ' : 'FAIL';
  const shown = colours ? `\x1b[${ok ? 32 : 31}m${mark}\x1b[0m` : mark;
  return `${shown}  ${what.padEnd(SCENE_WIDTH)}  ${detail}`;
}
