import { waitUntil } from '#local/wait-until';
import type { Embedded } from './embedded.ts';

const WITHIN_MS = 90_000;

/** Waits until `/readyz` says that this part is well. @throws when the process ends before. */
export async function untilPartIsOk({ api, program }: Embedded, part: string): Promise<void> {
  let end: { code: number | null } | null = null;
  program()
    .exited.then((code) => {
      end = { code };
    })
    .catch(() => {});
  const isOver = async () => end !== null || isOk((await api.get('/readyz')).body, part);
  const options = { timeoutMs: WITHIN_MS, what: `${part} to be ready`, everyMs: 50 };
  await waitUntil(isOver, options);
  if (end !== null) throw new Error(`punctual start ended by itself: ${JSON.stringify(end)}`);
}

function isOk(body: Record<string, unknown>, part: string): boolean {
  const parts = body.parts as Record<string, { status?: string } | undefined> | undefined;
  return parts?.[part]?.status === 'ok';
}
