// A run of its own, for tests that kill it: starts the servers, says so, and ignores SIGINT.
import { startLocalServers } from '#local/start-local-servers';

const [dataDir = '', namespace = ''] = process.argv.slice(2);
process.on('SIGINT', () => console.log('SIGINT'));
const log = (line: string) => console.error(line);
const servers = await startLocalServers({ dataDir, namespace, log, environment: process.env });
console.log(JSON.stringify(servers));
setInterval(() => {}, 1000);
