import type { VendorReports } from './receipt.ts';

/** A vendor's request as it came, for its signature is over that. */
export interface VendorRequest {
  /** Path and query. */
  path: string;
  /** A header by its name in lower case. */
  header(name: string): string | undefined;
  body: Uint8Array;
}

/**
 * What a vendor's request says.
 *
 * - `forged`: its signature does not fit, or there is none.
 * - `unreadable`: signed, and nothing that the vendor would send.
 */
export type ReceiptReading =
  | { kind: 'forged' }
  | { kind: 'unreadable' }
  | { kind: 'reports'; reports: VendorReports };

/** Verifies a vendor's requests and translates them; what it does not know it leaves out. */
export interface ReceiptReader {
  read(request: VendorRequest): ReceiptReading;
}
