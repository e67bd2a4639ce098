import type { Logger } from '#src/log';

/** For callers' eyes, and for a log that shows whatever ends a stream. */
class CutOff extends Error {
  override name = 'CutOff';
}

/**
 * A body that is made as it is taken: nothing is asked for ahead of its reader, and nothing more
 * once the reader has gone. What fails breaks the connection, so that nobody takes the half for
 * the whole; its cause goes to the log.
 */
export function streamChunks(
  chunks: AsyncGenerator<string, void>,
  log: Pick<Logger, 'error'>,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let isLeft = false;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const next = await chunks.next();
          // The reader went while it was made: nobody is there to take it.
          if (isLeft) return;
          if (next.done) controller.close();
          else controller.enqueue(encoder.encode(next.value));
        } catch (error) {
          log.error({ err: error }, 'a streamed answer failed half way');
          controller.error(new CutOff('the answer was cut off'));
        }
      },
      async cancel() {
        isLeft = true;
        await chunks.return();
      },
    },
    // An error between two reads would end the answer well; one in a read breaks it.
    { highWaterMark: 0 },
  );
}
