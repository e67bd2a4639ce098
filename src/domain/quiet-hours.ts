/** The days of a week, Monday first (ISO 8601). */
export const quietHoursWeekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof quietHoursWeekdays)[number];

/** When recipients are left in peace (T7), on their own clocks. */
export interface QuietHours {
  /** HH:MM. */
  start: string;
  /** HH:MM, up to 24:00; not after `start`: on the next day. */
  end: string;
  /** The days on which they start. */
  weekdays: Weekday[];
}
