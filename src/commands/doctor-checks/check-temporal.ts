import { connectTemporal, type TemporalOptions } from '#temporal/connect-temporal';
import { countPollers, isTemporalServing } from '#temporal/look-at-temporal';
import { type Finding, fail, ok, warn } from './finding.ts';

const GRPC_NOT_FOUND = 5;

/** Whether Temporal answers, has the namespace, and workers ask it for work. */
export async function checkTemporal(options: TemporalOptions): Promise<Finding[]> {
  const { address, namespace } = options;
  const client = connectTemporal(options);
  try {
    await isTemporalServing(client);
    const serving = ok('Temporal', `serves the namespace ${namespace} at ${address}`);
    return [serving, toWorkerFinding(await countPollers(client))];
  } catch (error) {
    return [toFailure(error, options)];
  } finally {
    await client.connection.close();
  }
}

function toWorkerFinding(count: number): Finding {
  const mend = 'start one: punctual worker, or punctual start';
  return count > 0
    ? ok('Workers', `${count} polling`)
    : warn('Workers', 'none asked for work in the last minute: nothing is sent', mend);
}

function toFailure(error: unknown, { address, namespace }: TemporalOptions): Finding {
  const isMissing = error instanceof Error && 'code' in error && error.code === GRPC_NOT_FOUND;
  if (isMissing) {
    const mend = `temporal operator namespace create --namespace ${namespace}, or set TEMPORAL_NAMESPACE`;
    return fail('Temporal', `${address} has no namespace ${namespace}`, mend);
  }
  const mend = 'start Temporal there, or set TEMPORAL_ADDRESS; messages are accepted meanwhile';
  return fail('Temporal', `${address} does not answer`, mend);
}
