import { readFileSync } from 'node:fs';

export interface Copy {
  sources: string[];
  target: string;
}

/** An instruction with its lines joined. */
export interface Instruction {
  name: string;
  value: string;
}

/** The instructions of the Dockerfile, in order. */
export function readDockerfile(): Instruction[] {
  const text = readFileSync(new URL('../../Dockerfile', import.meta.url), 'utf8');
  return text
    .replace(/^#.*\n/gm, '')
    .replace(/\\\n\s*/g, '')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => /^(\w+)\s+(.*)$/.exec(line))
    .map((match) => ({ name: match?.[1] ?? '', value: match?.[2] ?? '' }));
}

/** What is copied from the repository, not from another stage. */
export function copiesOf(instructions: readonly Instruction[]): Copy[] {
  return instructions
    .filter(({ name, value }) => name === 'COPY' && !value.startsWith('--from'))
    .map(({ value }) => {
      const words = value.split(/\s+/);
      return { sources: words.slice(0, -1), target: words.at(-1) ?? '' };
    });
}
