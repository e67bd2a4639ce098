import { TestWorkflowEnvironment } from '@temporalio/testing';
import { type FindTestServerOptions, findTestServer } from './find-test-server.ts';

/** A running environment that skips time (end it with `teardown()`), or why there is none. */
export type StartedTestServer =
  | { kind: 'started'; environment: TestWorkflowEnvironment }
  | { kind: 'unavailable'; reason: string };

// The SDK gives a server 5 s to answer, which Java can miss on a busy machine.
const ATTEMPTS = 3;

/**
 * Starts Temporal's time-skipping server for tests.
 *
 * @throws Error when the server was found but does not start.
 */
export async function startTestServer(options: FindTestServerOptions): Promise<StartedTestServer> {
  const found = await findTestServer(options);
  if (found.kind === 'unavailable') return found;
  const server = { executable: { type: 'existing-path', path: found.path } } as const;
  for (let attempt = 1; ; attempt += 1) {
    try {
      const environment = await TestWorkflowEnvironment.createTimeSkipping({ server });
      return { kind: 'started', environment };
    } catch (error) {
      if (attempt === ATTEMPTS) throw error;
      options.log(`the test server did not answer in time (attempt ${attempt})`);
    }
  }
}
