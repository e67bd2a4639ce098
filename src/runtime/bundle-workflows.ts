import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, type WorkflowBundle } from '@temporalio/worker';

const workflowsPath = fileURLToPath(new URL('../../workflows/index.ts', import.meta.url));

let bundle: Promise<WorkflowBundle> | undefined;

/** The workflows as the worker's sandbox runs them; made once in a process. */
export function bundleWorkflows(): Promise<WorkflowBundle> {
  // Silent: webpack's statistics would be a screen of their own.
  const logger = { trace() {}, debug() {}, info() {}, warn() {}, error: console.error, log() {} };
  bundle ??= bundleWorkflowCode({ workflowsPath, logger });
  return bundle;
}
