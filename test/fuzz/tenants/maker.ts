import type { RandomSource } from './random-source.ts';

/** What a tenant's requests are made of. */
export interface Tenant {
  /** Is in all texts and names that the tenant writes. */
  marker: string;
  keys: string[];
  /** By the prefix of the id: what it owns. */
  ids: Map<string, string[]>;
  cursors: string[];
}

/** What a request of `self` is made with. */
export interface Maker {
  random: RandomSource;
  self: Tenant;
  other: Tenant;
  /** An id with this prefix, of either tenant, or of nobody. */
  idOf(prefix: string): string;
}

// The same of both tenants, so that nothing is told apart by its address.
export const numbers = ['+12125550123', '+12125550124', '+12125550125', '+14155550126'];
export const emails = ['ana@example.com', 'bo@example.com', 'cy@example.com'];
