import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findPostgresPids, findTemporalPid, killAll } from './processes.ts';
import type { Program } from './program.ts';

/** What a campaign makes and has to take away again, however it ends. */
export interface Scratch {
  /** A new data folder, which PostgreSQL's account can pass through. */
  folder(): Promise<string>;
  /** Remembers a program that must not outlive us. */
  track(program: Program): Program;
  /** What the last program said last, for whoever looks for the cause. */
  lastWords(): string;
  /** Asks all programs to stop, and waits until they have. */
  endPrograms(): Promise<void>;
  /** Kills what is left of programs and servers, and removes the folders. May be called again. */
  clear(): Promise<void>;
}

const LAST_LINES = 40;

/** An empty scratch. */
export function createScratch(): Scratch {
  const folders: string[] = [];
  const programs = new Set<Program>();
  let isCleared = false;
  let last: Program | undefined;
  return {
    async folder() {
      const folder = await mkdtemp(join(tmpdir(), 'punctual-faults-'));
      folders.push(folder);
      await chmod(folder, 0o711);
      return folder;
    },
    track(program) {
      if (isCleared) {
        program.signalGroup('SIGKILL');
        throw new Error('a program was started after the end');
      }
      programs.add(program);
      last = program;
      program.exited.then(
        () => programs.delete(program),
        () => programs.delete(program),
      );
      return program;
    },
    lastWords: () => last?.output.slice(-LAST_LINES).join('\n    ') ?? '',
    async endPrograms() {
      for (const program of programs) program.signalGroup('SIGTERM');
      await Promise.all([...programs].map((program) => program.exited));
    },
    async clear() {
      isCleared = true;
      // Programs first: their supervisors would start the servers again.
      await killAll([...programs].map((program) => -program.pid));
      for (const folder of folders) {
        const temporal = await findTemporalPid(folder);
        const postgres = await findPostgresPids(folder);
        await killAll([...(temporal === null ? [] : [temporal]), ...postgres]);
        await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
      }
    },
  };
}
