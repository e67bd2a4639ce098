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
 * - `unreadable`: signed, and nothing that the vendor would send; `detail` says what to change.
 */
export type ReceiptReading =
  | { kind: 'forged' }
  | { kind: 'unreadable' }
  | { kind: 'reports'; reports: VendorReports };

/** Verifies a vendor's requests and translates them; what it does not know it leaves out. */
export interface ReceiptReader {
  read(request: VendorRequest): ReceiptReading;
}

/** A mail that a vendor received for us: it may be large, and comes piece by piece. */
export interface InboundEmailRequest {
  /** From the address that it was posted to. */
  secret: string;
  contentType: string;
  /** @throws whatever ends it early. */
  body: AsyncIterable<Uint8Array>;
}

/** As `ReceiptReading`; `detail` says what a mail must be. */
export type InboundEmailReading =
  | Exclude<ReceiptReading, { kind: 'unreadable' }>
  | { kind: 'unreadable'; detail: string };

/** Checks that a mail was posted by who knows the secret, and reads it. */
export interface InboundEmailReader {
  /** @throws what `body` throws. */
  read(request: InboundEmailRequest): Promise<InboundEmailReading>;
}
