/** A body that is read piece by piece. */
export interface Pieces {
  pieces: AsyncGenerator<Uint8Array>;
  /** Whether its caller broke it off: what came before is there. */
  isBroken(): boolean;
}

/** Reads a request's body as it comes, and no faster than it is asked for. */
export function readPieces({ body }: Request): Pieces {
  let broken = false;
  async function* read(): AsyncGenerator<Uint8Array> {
    const reader = body?.getReader();
    while (reader) {
      const piece = await reader.read().catch(() => null);
      broken = piece === null;
      if (piece === null || piece.done) return;
      yield piece.value;
    }
  }
  return { pieces: read(), isBroken: () => broken };
}
