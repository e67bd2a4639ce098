import type { IncomingHttpHeaders } from 'node:http';

/** A message that was accepted. */
export interface BlueBubblesEntry {
  /** The server's own id. */
  guid: string;
  to: string;
  chatGuid: string;
  tempGuid: string;
  message: string;
  method: string;
  /** The body's bytes, as text. */
  rawBody: string;
  headers: IncomingHttpHeaders;
  acceptedAt: Date;
}

/** What has become of a message; times in milliseconds. */
export interface BlueBubblesState {
  dateDelivered: number | null;
  dateRead: number | null;
  /** iMessage's, 0 for none. */
  error: number;
}

export const FRESH: BlueBubblesState = { dateDelivered: null, dateRead: null, error: 0 };

/** A message as webhooks and answers show it, without what a text does not have. */
export function toBlueBubblesMessage(
  entry: BlueBubblesEntry,
  state: BlueBubblesState,
): Record<string, unknown> {
  return {
    originalROWID: 1,
    guid: entry.guid,
    text: entry.message,
    attributedBody: null,
    handle: null,
    handleId: 0,
    otherHandle: 0,
    attachments: [],
    subject: null,
    error: state.error,
    dateCreated: entry.acceptedAt.getTime(),
    dateRead: state.dateRead,
    dateDelivered: state.dateDelivered,
    isFromMe: true,
    isArchived: false,
    itemType: 0,
    groupTitle: null,
    groupActionType: 0,
    associatedMessageGuid: null,
    associatedMessageType: null,
    threadOriginatorGuid: null,
    hasPayloadData: false,
    dateEdited: null,
    dateRetracted: null,
    partCount: 1,
  };
}
