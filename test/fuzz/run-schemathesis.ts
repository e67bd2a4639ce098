import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const CHECKS = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_schema_conformance',
];

export interface FuzzOptions {
  /** Schemathesis' path. */
  program: string;
  url: string;
  key: string;
  seed: number;
  /** For each operation, in the phase that draws at random. */
  examples: number;
  /** All of `examples,coverage,fuzzing,stateful` when left out. */
  phases?: string;
  /** Takes what Schemathesis prints. */
  print(chunk: string): void;
}

export interface FuzzResult {
  requests: number;
  /** Answers that are not what the document says, and errors of the tool itself. */
  failures: number;
  seconds: number;
}

interface Report {
  running_time: number;
  complete: boolean;
  operations: { tested: number; selected: number };
  test_cases: { generated: number; unique_failures: number; errored: number };
  failures: unknown[];
  errors: unknown[];
}

/**
 * Runs Schemathesis on a running instance.
 *
 * @throws when it made no report.
 */
export async function runSchemathesis(options: FuzzOptions): Promise<FuzzResult> {
  const folder = await mkdtemp(join(tmpdir(), 'punctual-fuzz-report-'));
  const path = join(folder, 'report.json');
  try {
    await runProgram(options, folder, path);
    const report: Report = JSON.parse(await readFile(path, 'utf8'));
    const { operations, test_cases: cases } = report;
    const untested = operations.selected - operations.tested;
    return {
      requests: cases.generated,
      failures:
        report.failures.length + report.errors.length + untested + (report.complete ? 0 : 1),
      seconds: report.running_time,
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function runProgram(options: FuzzOptions, cwd: string, report: string): Promise<void> {
  const { program, url, key, seed, examples, phases, print } = options;
  const args = [
    ...['run', `${url}/openapi.json`, '--header', `Authorization: Bearer ${key}`],
    ...['--checks', CHECKS.join(','), '--seed', String(seed), '--max-examples', String(examples)],
    ...['--generation-database', 'none', '--no-color', '--continue-on-failure'],
    ...(phases === undefined ? [] : ['--phases', phases]),
    ...['--report', 'json', '--report-json-path', report],
  ];
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => print(String(chunk)));
    }
    child.once('error', reject);
    child.once('close', () => resolve());
  });
}
