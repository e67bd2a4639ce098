import type { Receipt, ReportedStatus } from '#domain/receipt';

/**
 * What Twilio's statuses are in ours; what is missing says nothing new.
 * https://www.twilio.com/docs/messaging/api/message-resource#message-status-values
 */
const statusOf: Readonly<Record<string, ReportedStatus>> = {
  accepted: 'sent',
  queued: 'sent',
  sending: 'sent',
  sent: 'sent',
  delivered: 'delivered',
  partially_delivered: 'delivered',
  read: 'delivered',
  undelivered: 'undelivered',
  failed: 'failed',
  canceled: 'failed',
};

/** What Twilio says of one of its messages, in its own words. */
export interface TwilioReport {
  sid: string;
  status: string;
  code: unknown;
}

export type TwilioReceipt = Pick<Receipt, 'vendor' | 'dedupeKey' | 'status' | 'code'> & {
  providerMessageId: string;
};

/** The report in our words, the same however it came; `null` when it says nothing new. */
export function toTwilioReceipt({
  sid,
  status: reported,
  code,
}: TwilioReport): TwilioReceipt | null {
  const status = statusOf[reported];
  if (status === undefined) return null;
  return {
    vendor: 'twilio',
    dedupeKey: toKey(sid, reported),
    providerMessageId: sid,
    status,
    code: /^\d{1,6}$/.test(String(code)) ? String(code) : null,
  };
}

/** The keys of all reports that can come of a message. */
export function twilioDedupeKeys(sid: string): string[] {
  return Object.keys(statusOf).map((reported) => toKey(sid, reported));
}

/** There is no timestamp: the same status of the same message is the same report. */
function toKey(sid: string, reported: string): string {
  return `${sid} ${reported}`;
}
