import type { Outcome } from '#domain/outcome';

/** What an answer that is no acceptance stands for. */
export type Verdict = Exclude<Outcome['kind'], 'accepted'>;

/** A vendor's answers and what they come to: data, so that it can be read in one place. */
export interface OutcomeTable {
  /** By the vendor's own code; goes before the status. */
  codes: Readonly<Record<string, Verdict>>;
  /** By status, or by its class (`4xx`); a status goes before its class. */
  statuses: Readonly<Record<string, Verdict>>;
  /** What refusals mean, by code or status; the vendor's own text may hold an address. */
  details: Readonly<Record<string, string>>;
}

export interface VendorAnswer {
  status: number;
  /** The vendor's code, where it has any. */
  code: string | null;
  retryAfterMs?: number | undefined;
}
