import { randomBytes } from 'node:crypto';
import { inject } from 'vitest';
import { connectTemporal } from '#temporal/connect-temporal';
import { countPollers } from '#temporal/look-at-temporal';
import { eventually } from '#test/support/eventually';

const DAY_S = 86_400;

/**
 * A Temporal namespace of one test's own: workers that are processes all poll the same task
 * queue, and must not take each other's work.
 */
export async function createNamespace(): Promise<string> {
  const namespace = `test-${randomBytes(6).toString('hex')}`;
  const client = connectTemporal({ address: inject('temporalAddress'), namespace });
  try {
    await client.workflowService.registerNamespace({
      namespace,
      workflowExecutionRetentionPeriod: { seconds: DAY_S as never },
    });
    // Every service of the server learns of it by and by.
    await eventually('the namespace', () =>
      countPollers(client).then(
        () => true,
        () => false,
      ),
    );
  } finally {
    await client.connection.close();
  }
  return namespace;
}
