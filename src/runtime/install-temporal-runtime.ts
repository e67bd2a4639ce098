import { Runtime } from '@temporalio/worker';
import type { Logger } from '#src/log';

const levels = {
  TRACE: 'trace',
  DEBUG: 'debug',
  INFO: 'debug',
  WARN: 'warn',
  ERROR: 'error',
} as const;

/**
 * Lets Temporal's SDK log by our logger, and leaves the process's signals to us. Once in a
 * process, before the first worker.
 */
export function installTemporalRuntime(log: Logger): void {
  const write = (level: keyof typeof levels, message: string, meta?: Record<string, unknown>) =>
    log[levels[level]]({ err: meta?.error, workflowId: meta?.workflowId }, message);
  Runtime.install({
    shutdownSignals: [],
    logger: {
      log: write,
      trace: (message, meta) => write('TRACE', message, meta),
      debug: (message, meta) => write('DEBUG', message, meta),
      info: (message, meta) => write('INFO', message, meta),
      warn: (message, meta) => write('WARN', message, meta),
      error: (message, meta) => write('ERROR', message, meta),
    },
  });
}
