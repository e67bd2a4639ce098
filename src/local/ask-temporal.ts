import { runTool } from './run-tool.ts';

const TIMEOUT_MS = 5_000;

/** Asks whether the Temporal server at an address serves the namespace, through the CLI. */
export async function askTemporal(
  cli: string,
  address: string,
  namespace: string,
): Promise<boolean> {
  // Nothing from the user's own configuration of the CLI may point it elsewhere.
  const apart = ['--disable-config-env', '--disable-config-file', '--address', address];
  const ask = (...words: string[]) =>
    runTool({ file: cli, args: [...words, ...apart], env: {}, timeoutMs: TIMEOUT_MS });
  try {
    await ask('operator', 'cluster', 'health');
    await ask('operator', 'namespace', 'describe', '--namespace', namespace);
    return true;
  } catch {
    return false;
  }
}
