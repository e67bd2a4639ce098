import { stringify } from 'csv-stringify/sync';
import type { MessageView } from '#messages/message-view';
import { escapeFormula } from './escape-formula.ts';

type Cell = string | number | Date | object | null | undefined;

/** What somebody else wrote: a spreadsheet must not run it. */
const texts = {
  to: (it: MessageView) => it.to,
  recipientName: (it: MessageView) => it.recipientName,
  senderName: (it: MessageView) => it.from.name,
  from: (it: MessageView) => it.from.address,
  subject: (it: MessageView) => it.subject,
  text: (it: MessageView) => it.text,
  html: (it: MessageView) => it.html,
  failureCode: (it: MessageView) => it.failure?.code,
  failureDetail: (it: MessageView) => it.failure?.detail,
  providerMessageId: (it: MessageView) => it.providerMessageId,
};

const columns: Record<string, (it: MessageView) => Cell> = {
  id: (it) => it.id,
  status: (it) => it.status,
  channel: (it) => it.channel,
  contactId: (it) => it.contactId,
  to: texts.to,
  recipientName: texts.recipientName,
  senderId: (it) => it.from.id,
  senderName: texts.senderName,
  from: texts.from,
  subject: texts.subject,
  text: texts.text,
  html: texts.html,
  segments: (it) => it.segments?.count,
  mediaUrls: (it) => it.mediaUrls?.join(' '),
  contentSid: (it) => it.contentSid,
  contentVariables: (it) => it.contentVariables,
  sendAt: (it) => it.sendAt,
  requestedSendAt: (it) => it.requestedSendAt,
  timeZone: (it) => it.timeZone,
  localSendAt: (it) => it.localSendAt,
  timingKind: (it) => it.timing.kind,
  timingReason: (it) => it.timing.reason,
  timingWindow: (it) => it.timing.window,
  modelVersion: (it) => it.timing.modelVersion,
  movedFrom: (it) => it.timing.movedFrom,
  nextAttemptAt: (it) => it.nextAttemptAt,
  sentAt: (it) => it.sentAt,
  deliveredAt: (it) => it.deliveredAt,
  canceledAt: (it) => it.canceledAt,
  cancelReason: (it) => it.cancelReason,
  failureCode: texts.failureCode,
  failureDetail: texts.failureDetail,
  providerMessageId: texts.providerMessageId,
  batchId: (it) => it.batchId,
  variables: (it) => it.variables,
  metadata: (it) => it.metadata,
  createdAt: (it) => it.createdAt,
  updatedAt: (it) => it.updatedAt,
  version: (it) => it.version,
};

const header = Object.keys(columns);
const cells = Object.entries(columns).map(([name, read]) => {
  const toText = name in texts ? (cell: Cell) => escapeFormula(toPlain(cell)) : toPlain;
  return (message: MessageView) => toText(read(message));
});

/** A line with the columns' names. */
export function toCsvHeader(): string {
  return toCsv([header]);
}

/** A line a message, by RFC 4180; what is null is an empty cell. */
export function toCsvLines(messages: readonly MessageView[]): string {
  return toCsv(messages.map((message) => cells.map((cell) => cell(message))));
}

function toCsv(records: string[][]): string {
  // The writer quotes its own line ends alone, and readers take any for one.
  return stringify(records, { record_delimiter: 'windows', quoted_match: /[\r\n]/ });
}

function toPlain(cell: Cell): string {
  if (cell === null || cell === undefined) return '';
  if (cell instanceof Date) return cell.toISOString();
  return typeof cell === 'object' ? JSON.stringify(cell) : String(cell);
}
