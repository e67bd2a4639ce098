// Runs after npm install. postgres.js 3.4.9 can lose what a transaction promises, give one query
// the answer of another, and hang for ever: each mend below says how. Until a release mends it,
// this does; db/connect.ts refuses a client that is not mended.
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const index = fileURLToPath(import.meta.resolve('postgres'));
const connection = index.replace(/index\.js$/, 'connection.js');

const mends = [
  {
    // A write that comes after the socket is gone fails its query instead of the process
    // (porsager/postgres issues 1154 and 1208).
    path: connection,
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
    path: connection,
    from: `    clearImmediate(nextWriteTimer)
    socket.removeListener('data', data)`,
    to: `    clearImmediate(nextWriteTimer)
    chunk = nextWriteTimer = null
    socket.removeListener('data', data)`,
  },
  {
    // A BEGIN that fills a connection's pipeline reserves it as any other does. Else others' queries
    // run in that transaction, which nobody ends: what they stored is taken back (issue 1189).
    path: connection,
    from: `      return write(toBuffer(q))
        && !q.describeFirst
        && !q.cursorFn
        && sent.length < max_pipeline
        && (!q.options.onexecute || q.options.onexecute(connection))`,
    to: `      const written = write(toBuffer(q))
      q.options.onexecute && q.options.onexecute(connection)
      return written
        && !q.options.onexecute
        && !q.describeFirst
        && !q.cursorFn
        && sent.length < max_pipeline`,
  },
  {
    // A query that cannot be written fails by itself. Else the one under way fails in its place,
    // and each after it gets the answer of the next.
    path: connection,
    from: `    } catch (error) {
      sent.length === 0 && write(Sync)`,
    to: `    } catch (error) {
      if (query !== q) {
        sent.remove(q)
        queryError(q, error)
        return true
      }
      sent.length === 0 && write(Sync)`,
  },
  {
    // What is asked between the error of a connection and its end is answered as all else is, and
    // nothing of it is left to the next connection: no error, and no count of rows.
    path: connection,
    from: `    !hadError && (query || sent.length) && error(Errors.connection('CONNECTION_CLOSED', options, socket))`,
    to: `    const lost = Errors.connection('CONNECTION_CLOSED', options, socket)
    stream && (stream.destroy(lost), stream = null)
    query && queryError(query, lost)
    while (sent.length)
      queryError(sent.shift(), lost)
    query = results = errorResponse = null
    result = new Result()
    rows = 0`,
  },
  {
    // A query that failed after some rows leaves no empty ones in front of the next one's.
    path: connection,
    from: `    query = results = errorResponse = null
    result = new Result()
    connectTimer.cancel()`,
    to: `    query = results = errorResponse = null
    result = new Result()
    rows = 0
    connectTimer.cancel()`,
  },
  {
    // What a transaction asks when its connection was lost is refused. Else it is stored by itself
    // once that is connected again, outside of any transaction (issue 1155), or waits for ever
    // (issue 1186).
    path: index,
    from: `        new Promise((_, reject) => connection.onclose = reject)`,
    to: `        new Promise((_, reject) => connection.onclose = error => {
          lost = error
          while (queries.length)
            queries.shift().reject(error)
          reject(error)
        })`,
  },
  {
    path: index,
    from: `      , prepare = null

    try {`,
    to: `      , prepare = null
      , lost = null
      , last = null

    try {`,
  },
  {
    // So is what it asks after it has ended: it is stored neither by itself nor with another's.
    path: index,
    from: `        q.catch(e => uncaughtError || (uncaughtError = e))
        c.queue`,
    to: `        q.catch(e => uncaughtError || (uncaughtError = e))
        if (lost || last && q !== last)
          return q.reject(lost || Errors.generic('TRANSACTION_ENDED', 'the transaction has ended'))
        c.queue`,
  },
  {
    path: index,
    from: `          : sql\`rollback\``,
    to: `          : last = sql\`rollback\``,
  },
  {
    path: index,
    from: `          : await sql\`commit\``,
    to: `          : await (last = sql\`commit\`)`,
  },
];

const digest = createHash('sha256').update(JSON.stringify(mends.map(({ to }) => to)));
const mark = `Object.assign(Postgres, {\n  mended: '${digest.digest('hex').slice(0, 12)}',`;
mends.push({ path: index, from: 'Object.assign(Postgres, {', to: mark });

if (!readFileSync(index, 'utf8').includes(mark)) {
  for (const path of [connection, index]) {
    const mended = mends
      .filter((mend) => mend.path === path)
      .reduce(mend, readFileSync(path, 'utf8'));
    writeFileSync(path, mended);
  }
}

function mend(text, { from, to }) {
  const [before, after, ...more] = text.split(from);
  if (after !== undefined && more.length === 0) return before + to + after;
  throw new Error(
    'node_modules/postgres is not postgres.js 3.4.9 as it was published: remove it and run npm install again',
  );
}
