import type { messages } from '../schema/messages.ts';

/** A row of `messages`, as it stands. */
export type MessageRow = typeof messages.$inferSelect;
/** What an insert gives; the database makes the rest. */
export type NewMessageRow = typeof messages.$inferInsert;
