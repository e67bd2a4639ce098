/** How a part of the whole is. */
export interface PartState {
  status: 'ok' | 'degraded' | 'down';
  /** For a person; never an address, a body or a key. */
  detail?: string | undefined;
}

export const readinessParts = ['database', 'temporal', 'workers', 'clock', 'zoneRules'] as const;
export type ReadinessPart = (typeof readinessParts)[number];

/** What `GET /readyz` tells. */
export interface Readiness {
  /** False only without PostgreSQL, or before the first complete start: the answer is 503 then. */
  ready: boolean;
  parts: Record<ReadinessPart, PartState>;
}
