// Run by download-with-sdk.ts as a process of its own: downloads, starts and stops a server.
import { TestWorkflowEnvironment } from '@temporalio/testing';

interface Request {
  kind: 'dev-server' | 'time-skipping';
  version: string;
  folder: string;
}

const { kind, version, folder } = JSON.parse(process.argv[2] ?? '') as Request;
const executable = { type: 'cached-download', downloadDir: folder, version } as const;

try {
  const environment =
    kind === 'dev-server'
      ? await TestWorkflowEnvironment.createLocal({ server: { executable } })
      : await TestWorkflowEnvironment.createTimeSkipping({ server: { executable } });
  await environment.teardown();
  process.exit(0);
} catch (error) {
  process.stderr.write(error instanceof Error ? error.message : String(error));
  process.exit(1);
}
