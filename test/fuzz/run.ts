import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { findSchemathesis } from './find-schemathesis.ts';
import { runSchemathesis } from './run-schemathesis.ts';
import { startInstance } from './start-instance.ts';

// With 50 operations about 10,000 requests: what is fixed by the document, and this many at random.
const EXAMPLES = '215';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    examples: { type: 'string', default: EXAMPLES },
  },
});

const found = await findSchemathesis(process.env);
if ('missing' in found) {
  process.stderr.write(`fuzz: ${found.missing}\n`);
  process.exit(1);
}
const folder = await mkdtemp(join(tmpdir(), 'punctual-fuzz-'));
// Started by root, PostgreSQL runs as another user, who must be able to pass through.
await chmod(folder, 0o711);
// Empty is left out, and comes before what an .env file says.
const ownServers = { DATABASE_URL: '', TEMPORAL_ADDRESS: '', DATA_DIR: join(folder, 'state') };
const instance = await startInstance(ownServers);
try {
  const result = await runSchemathesis({
    ...instance,
    program: found.program,
    seed: Number(values.seed),
    examples: Number(values.examples),
    print: (chunk) => process.stdout.write(chunk),
  });
  const { requests, failures, seconds } = result;
  process.stdout.write(
    `\n${requests} requests in ${Math.round(seconds)} s, ${failures} failures (seed ${values.seed})\n`,
  );
  process.exitCode = failures === 0 ? 0 : 1;
} finally {
  await instance.stop();
  await rm(folder, { recursive: true, force: true });
}
