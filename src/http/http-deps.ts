import type { Registry } from 'prom-client';
import type { getContact } from '#contacts/get-contact';
import type { Actor } from '#domain/actor';
import type { AppError } from '#domain/errors';
import type { VendorReports } from '#domain/receipt';
import type { InboundEmailReader, ReceiptReader } from '#domain/receipt-reader';
import type { MessageDeps } from '#messages/message-deps';
import type { Logger } from '#src/log';
import type { WebhookPoster } from '#webhooks/webhook-poster';
import type { Readiness } from './readiness.ts';

/** What verbs work with: a transaction of one workspace, which HTTP hands on and never opens. */
export type VerbScope = Parameters<typeof getContact>[0];

/** The vendors that report over HTTP. */
export type ReceiptVendor = 'twilio' | 'sendgrid' | 'bluebubbles';

/** All that the HTTP floor needs of the house. */
export interface HttpDeps {
  /** Who a key acts as; `null` for a key that nobody has. */
  authenticate(key: string): Promise<Actor | null>;
  /** Runs verbs in one transaction; what `work` throws rolls it back. */
  transact<T>(
    actor: Actor,
    access: 'read' | 'write',
    work: (scope: VerbScope) => Promise<T>,
  ): Promise<T>;
  /** The refusal that an error from below means; `null` for what nobody expected. */
  toAppError(error: unknown): AppError | null;
  receipts: {
    /** Of the vendors whose secrets are there. */
    readers: Partial<Record<ReceiptVendor, ReceiptReader>>;
    /** With the secret that mail comes by. */
    inboundEmail?: InboundEmailReader | undefined;
    record(reports: VendorReports): Promise<void>;
  };
  /** Whether a number has iMessage; `null` when nobody can tell. */
  hasImessage(number: string): Promise<boolean | null>;
  /** By the token of a link that recipients were handed; false for one that is none of ours. */
  unsubscribing: {
    knows(token: string): Promise<boolean>;
    unsubscribe(token: string): Promise<boolean>;
  };
  /** How endpoints are called, when they are tried out. */
  webhookPoster: WebhookPoster;
  readiness(): Promise<Readiness>;
  messageDeps: MessageDeps;
  /** Where recipients reach this API from outside. */
  publicUrl?: string | undefined;
  metrics: Registry;
  log: Logger;
  /** Of Punctual, shown in the OpenAPI document. */
  version: string;
}
