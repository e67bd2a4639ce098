import { join } from 'node:path';
import { isRunning, readTemporalState } from './temporal-state-file.ts';

/** The address of the Temporal server that runs on a data folder, or null. Looks only. */
export async function findRunningTemporal(dataDir: string): Promise<string | null> {
  const state = await readTemporalState(join(dataDir, 'temporal'));
  return state !== null && isRunning(state) ? `127.0.0.1:${state.port}` : null;
}
