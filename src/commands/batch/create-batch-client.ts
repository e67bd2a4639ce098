import { setTimeout as pause } from 'node:timers/promises';
import type { UploadFormat } from '#domain/batch';
import type { ImportedBatch, RejectedLine, TakenPiece } from './wire.ts';

/** Asks a running instance, until it answers. */
export interface BatchClient {
  open(body: Record<string, unknown>, idempotencyKey: string): Promise<{ id: string }>;
  find(id: string): Promise<ImportedBatch>;
  /** Bytes of the upload; where it stands when they were not taken. */
  put(id: string, piece: Piece): Promise<TakenPiece | { id: null; offset: number }>;
  close(id: string): Promise<ImportedBatch>;
  /** Best effort: what cannot be uploaded to its end is never sent. */
  cancel(id: string): Promise<void>;
  rejections(id: string, limit: number): Promise<RejectedLine[]>;
}

export interface Piece {
  offset: number;
  format: UploadFormat;
  bytes: Uint8Array<ArrayBuffer>;
}

/** A refusal, in the words of its problem document. */
export class RefusedError extends Error {
  readonly status: number;
  readonly problem: { code?: string; offset?: number };

  constructor(status: number, problem: { code?: string; offset?: number; detail?: string }) {
    super(problem.detail ?? `the instance answered ${status}`);
    this.status = status;
    this.problem = problem;
  }
}

interface Ask {
  path: string;
  method?: string;
  headers?: Record<string, string>;
  body?: string | Uint8Array<ArrayBuffer>;
}

/** A portion is stored in a second; an instance that restarts is back in less. */
const TIMEOUT_MS = 60_000;
const GIVE_UP_MS = 120_000;
const PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;
const types = { csv: 'text/csv', ndjson: 'application/x-ndjson' };

export interface BatchInstance {
  url: string;
  key: string;
  /** Told once for each time that it does not answer. */
  tell(trouble: string): void;
}

/** A client for one instance and one key. Connections that break off are tried again. */
export function createBatchClient({ url, key, tell }: BatchInstance): BatchClient {
  async function askOnce<T>({ path, headers, ...rest }: Ask): Promise<T> {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const authorized = { Authorization: `Bearer ${key}`, ...headers };
    const answer = await fetch(`${url}${path}`, { ...rest, headers: authorized, signal });
    if (answer.ok) return (await answer.json()) as T;
    const text = await answer.text();
    throw new RefusedError(answer.status, toProblem(text));
  }

  async function ask<T>(request: Ask): Promise<T> {
    const untilMs = Date.now() + GIVE_UP_MS;
    for (let tries = 0; ; tries++) {
      try {
        return await askOnce<T>(request);
      } catch (error) {
        if (!isPassing(error)) throw error;
        if (Date.now() > untilMs) throw giveUp(url, error);
        if (tries === 0) tell(`${url} ${toTrouble(error)}, trying again`);
        await pause(Math.min(PAUSE_MS * 2 ** tries, LONGEST_PAUSE_MS));
      }
    }
  }

  const batchOf = (id: string) => `/v1/batches/${id}`;
  return {
    open: (body, idempotencyKey) =>
      ask({
        path: '/v1/batches',
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'Idempotency-Key': idempotencyKey },
        body: JSON.stringify(body),
      }),
    find: (id) => ask({ path: batchOf(id) }),
    put: (id, { offset, format, bytes }) =>
      ask<TakenPiece>({
        path: `${batchOf(id)}/lines?offset=${offset}`,
        method: 'PUT',
        headers: { 'Content-Type': types[format] },
        body: bytes,
      }).catch(toOffset),
    close: (id) => ask({ path: `${batchOf(id)}/close`, method: 'POST' }),
    cancel: async (id) => {
      await askOnce({ path: `${batchOf(id)}/cancel`, method: 'POST' }).catch(() => {});
    },
    rejections: async (id, limit) => {
      const path = `${batchOf(id)}/rejections?limit=${limit}`;
      return (await ask<{ data: RejectedLine[] }>({ path })).data;
    },
  };
}

/** Also after bytes that were taken, whose answer was lost. */
function toOffset(error: unknown): { id: null; offset: number } {
  const isElsewhere = error instanceof RefusedError && error.problem.code === 'offset_mismatch';
  if (isElsewhere && error.problem.offset !== undefined) {
    return { id: null, offset: error.problem.offset };
  }
  throw error;
}

/** Not answered, or not yet: the instance restarts, or its database does. */
function isPassing(error: unknown): boolean {
  if (!(error instanceof RefusedError)) return true;
  return error.status >= 500 || error.problem.code === 'idempotency_in_flight';
}

function giveUp(url: string, error: unknown): Error {
  return new Error(`${url} ${toTrouble(error)}; run this again: it goes on where it was`);
}

function toTrouble(error: unknown): string {
  return error instanceof RefusedError ? `is not well: ${error.message}` : 'does not answer';
}

function toProblem(text: string): { code?: string; offset?: number; detail?: string } {
  try {
    return JSON.parse(text);
  } catch {
    return { detail: 'no problem document: is it Punctual that listens there?' };
  }
}
