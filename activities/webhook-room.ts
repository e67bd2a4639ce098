import type { FirstTriesRoom } from '#db/webhooks/lease-first-tries';

/** An endpoint, and whose it is. */
interface Told {
  endpointId: string;
  workspaceId: string;
}

/** Who is being told in this process, and how they did lately. */
export interface WebhookRoom {
  /** How many more may be told in all. */
  free(): number;
  /** How many more of each. */
  left(): FirstTriesRoom;
  enter(told: Told): void;
  /** @param tookMs by the endpoint's answer; `isWell`: it took what it was told. */
  leave(told: Told, how: { tookMs: number; isWell: boolean }): void;
  /** Whether it took something a moment ago: then what it refuses is likely the event's fault. */
  tookLately(endpointId: string): boolean;
}

const MOST_IN_ALL = 20;
const MOST_OF_ENDPOINT = 4;
/** However many endpoints one workspace has, there is room for the others. */
const MOST_OF_WORKSPACE = MOST_IN_ALL / 4;
/** Together, and one of each: those of all workspaces could fill the room, and hold it. */
const MOST_OF_SLOW = MOST_IN_ALL / 4;
/** An endpoint that takes longer than that is slow. */
const SLOW_MS = 1_000;
const LATELY_MS = 10_000;
/** What is remembered of endpoints is forgotten together; it is learned again. */
const MOST_REMEMBERED = 1_000;

export function createWebhookRoom(): WebhookRoom {
  const ofEndpoint = createCounts();
  const ofWorkspace = createCounts();
  const slow = new Set<string>();
  const tookAt = new Map<string, number>();
  let inAll = 0;

  return {
    free: () => MOST_IN_ALL - inAll,
    left() {
      const busy = [...slow].filter((id) => ofEndpoint.has(id));
      const ofSlow = Math.max(0, MOST_OF_SLOW - busy.length);
      // Of those under way none is told more, of the others one each while there is room for any.
      const slowOnes = [...slow].map((id) => [id, Math.min(ofSlow, ofEndpoint.has(id) ? 0 : 1)]);
      return {
        endpoints: { ...ofEndpoint.left(MOST_OF_ENDPOINT), ...Object.fromEntries(slowOnes) },
        eachEndpoint: MOST_OF_ENDPOINT,
        workspaces: ofWorkspace.left(MOST_OF_WORKSPACE),
        eachWorkspace: MOST_OF_WORKSPACE,
        slow: [...slow],
        allSlow: ofSlow,
      };
    },
    enter({ endpointId, workspaceId }) {
      inAll++;
      ofEndpoint.change(endpointId, 1);
      ofWorkspace.change(workspaceId, 1);
    },
    leave({ endpointId, workspaceId }, { tookMs, isWell }) {
      inAll--;
      ofEndpoint.change(endpointId, -1);
      ofWorkspace.change(workspaceId, -1);
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

/** How many are under way of each. */
function createCounts() {
  const counts = new Map<string, number>();
  return {
    has: (id: string) => counts.has(id),
    change(id: string, by: number) {
      const now = (counts.get(id) ?? 0) + by;
      if (now > 0) counts.set(id, now);
      else counts.delete(id);
    },
    left: (most: number) =>
      Object.fromEntries([...counts].map(([id, count]) => [id, Math.max(0, most - count)])),
  };
}
