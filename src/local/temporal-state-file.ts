import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describeProcess } from './describe-process.ts';
import { writeFileAtomically } from './write-file-atomically.ts';

/** What is remembered of a Temporal server, so that a later run finds it and keeps its ports. */
export interface TemporalState {
  pid: number;
  /** Tells the process from a later one with the same pid. */
  startedAt: string;
  port: number;
  /** Null where the Web UI is off. */
  uiPort: number | null;
  namespace: string;
  inMemory: boolean;
}

/** The state that the last start wrote, or null. */
export async function readTemporalState(dataDir: string): Promise<TemporalState | null> {
  try {
    return JSON.parse(await readFile(toPath(dataDir), 'utf8')) as TemporalState;
  } catch {
    return null;
  }
}

/** Remembers a server. */
export async function writeTemporalState(dataDir: string, state: TemporalState): Promise<void> {
  await writeFileAtomically(toPath(dataDir), JSON.stringify(state));
}

/** Whether the remembered process still lives, and is not another one with its pid. */
export function isRunning(state: TemporalState): boolean {
  return describeProcess(state.pid)?.startedAt === state.startedAt;
}

function toPath(dataDir: string): string {
  return join(dataDir, 'temporal.json');
}
