// Runs after npm install. postgres.js 3.4.9 loses its connection state when a server dies with a
// small write still scheduled: the process crashes on a null socket, or the connection hangs for
// ever (porsager/postgres issues 1154 and 1208). Until a release mends it, this does.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const path = fileURLToPath(import.meta.resolve('postgres'));
const before = readFileSync(path.replace(/index\.js$/, 'connection.js'), 'utf8');

const mends = [
  {
    // A write that comes after the socket is gone fails its query instead of the process.
    from: `    const x = socket.write(chunk, fn)
    nextWriteTimer !== null && clearImmediate(nextWriteTimer)
    chunk = nextWriteTimer = null
    return x`,
    to: `    const bytes = chunk
    nextWriteTimer !== null && clearImmediate(nextWriteTimer)
    chunk = nextWriteTimer = null
    if (socket === null) {
      error(Errors.connection('CONNECTION_CLOSED', options, socket))
      return false
    }
    return socket.write(bytes, fn)`,
  },
  {
    // A timer that was cleared must not look as if it were still to come, nor its bytes be kept.
    from: `    clearImmediate(nextWriteTimer)\n    socket.removeListener('data', data)`,
    to: `    clearImmediate(nextWriteTimer)\n    chunk = nextWriteTimer = null\n    socket.removeListener('data', data)`,
  },
];

let after = before;
for (const { from, to } of mends) {
  if (after.includes(to)) continue;
  if (!after.includes(from)) {
    throw new Error('postgres.js is not the version that db/mend-postgres-client.mjs mends');
  }
  after = after.replace(from, to);
}
if (after !== before) writeFileSync(path.replace(/index\.js$/, 'connection.js'), after);
