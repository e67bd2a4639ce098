import { fileURLToPath } from 'node:url';
import { choosePort } from '#local/choose-port';
import { runCommand } from '../commands/run-command.ts';

export interface Instance {
  url: string;
  key: string;
  stop(): Promise<void>;
}

const root = fileURLToPath(new URL('../../', import.meta.url));
const KEY = 'the-key-of-the-fuzz-run-alone';

/** A Punctual as `npm start` runs it, on a port of its own. */
export async function startInstance(environment: Record<string, string>): Promise<Instance> {
  const port = await choosePort();
  const command = runCommand(root, ['start'], {
    ...environment,
    PORT: String(port),
    PUNCTUAL_ADMIN_KEY: KEY,
    LOG_LEVEL: 'error',
  });
  await command.untilItSays('Punctual is up');
  return {
    url: `http://127.0.0.1:${port}`,
    key: KEY,
    async stop() {
      const code = await command.stop();
      if (code !== 0) throw new Error(`it ended with ${code}:\n${command.output()}`);
    },
  };
}
