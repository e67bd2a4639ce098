/** Who is being told in this process, and how they did lately. */
export interface WebhookRoom {
  /** How many more may be told in all. */
  free(): number;
  /** How many more of those endpoints of whom some are told. */
  ofEach(): Record<string, number>;
  enter(endpointId: string): void;
  /** @param tookMs by the endpoint's answer; `isWell`: it took what it was told. */
  leave(endpointId: string, how: { tookMs: number; isWell: boolean }): void;
  /** Whether it took something a moment ago: then what it refuses is likely the event's fault. */
  tookLately(endpointId: string): boolean;
}

export const MOST_OF_EACH = 4;
const MOST_IN_ALL = 20;
/** An endpoint that takes longer than that is told one at a time: the room is for all. */
const SLOW_MS = 1_000;
const LATELY_MS = 10_000;
/** What is remembered of endpoints is forgotten together; it is learned again. */
const MOST_REMEMBERED = 1_000;

export function createWebhookRoom(): WebhookRoom {
  const busy = new Map<string, number>();
  const slow = new Set<string>();
  const tookAt = new Map<string, number>();
  let inAll = 0;

  const change = (endpointId: string, by: number) => {
    inAll += by;
    const now = (busy.get(endpointId) ?? 0) + by;
    if (now > 0) busy.set(endpointId, now);
    else busy.delete(endpointId);
  };

  return {
    free: () => MOST_IN_ALL - inAll,
    ofEach() {
      const room = [...slow].map((id) => [id, 1] as const);
      const left = [...busy].map(([id, count]) => {
        return [id, Math.max(0, (slow.has(id) ? 1 : MOST_OF_EACH) - count)] as const;
      });
      return Object.fromEntries([...room, ...left]);
    },
    enter: (endpointId) => change(endpointId, 1),
    leave(endpointId, { tookMs, isWell }) {
      change(endpointId, -1);
      if (tookAt.size + slow.size > MOST_REMEMBERED)
        for (const each of [tookAt, slow]) each.clear();
      if (tookMs > SLOW_MS) slow.add(endpointId);
      else slow.delete(endpointId);
      if (isWell) tookAt.set(endpointId, performance.now());
    },
    tookLately: (endpointId) =>
      performance.now() - (tookAt.get(endpointId) ?? Number.NEGATIVE_INFINITY) < LATELY_MS,
  };
}
