import { spawn } from 'node:child_process';
import type { Environment } from './environment.ts';
import type { Account } from './server-process.ts';

export interface ToolRun {
  file: string;
  args: readonly string[];
  env: Environment;
  cwd?: string;
  /** Written to the tool's standard input. */
  input?: string;
  account?: Account | undefined;
  timeoutMs?: number;
  signal?: AbortSignal | undefined;
}

// Enough for the message that matters, not a build's whole noise.
const KEPT_CHARACTERS = 4000;

/**
 * Runs a tool to its end and returns what it wrote, standard output and errors together.
 *
 * @throws Error with the end of its output when it fails, is aborted or takes too long.
 */
export function runTool(run: ToolRun): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(run.file, run.args, {
      cwd: run.cwd ?? '/',
      env: { ...run.env },
      ...run.account,
      ...(run.timeoutMs === undefined ? {} : { timeout: run.timeoutMs, killSignal: 'SIGKILL' }),
      ...(run.signal === undefined ? {} : { signal: run.signal }),
    });
    let output = '';
    const keep = (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-KEPT_CHARACTERS);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    // A tool that ends before it has read its input is judged by its exit code, not by EPIPE.
    child.stdin.on('error', () => {});
    child.stdin.end(run.input ?? '');
    child.once('error', reject);
    child.once('close', (code, signal) => {
      if (code === 0) resolve(output);
      else reject(new Error(`${run.file} ended with ${code ?? signal}: ${output.trim()}`));
    });
  });
}
