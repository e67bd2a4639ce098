import type { Problem } from './errors.ts';

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

/** A setting as it is written: without weekdays, on all of them. */
export type QuietHoursInput = Omit<QuietHours, 'weekdays'> & { weekdays?: Weekday[] | undefined };

const DAY_MINUTES = 24 * 60;

/**
 * The setting with its weekdays in their order.
 *
 * @example toQuietHours({ start: '21:00', end: '08:00' }).weekdays.length // 7
 */
export function toQuietHours({ start, end, weekdays }: QuietHoursInput): QuietHours {
  const asked = weekdays ?? quietHoursWeekdays;
  return { start, end, weekdays: quietHoursWeekdays.filter((day) => asked.includes(day)) };
}

/** What is wrong with a setting whose times and days can be read; T7. */
export function quietHoursProblems(input: QuietHoursInput): Problem[] {
  const problems: Problem[] = [];
  const { start, end, weekdays = quietHoursWeekdays } = input;
  if (start === end) {
    const detail = `quietHours.end must not be quietHours.start, got ${end} for both`;
    problems.push({ pointer: '/quietHours/end', detail });
  }
  if (weekdays.length === 0 || new Set(weekdays).size < weekdays.length) {
    const detail = 'quietHours.weekdays must name at least one day, and none twice';
    problems.push({ pointer: '/quietHours/weekdays', detail });
  }
  // Only days that are quiet from 00:00 to 24:00 touch each other without a gap.
  const isAlways = quietMinutes(input) * new Set(weekdays).size >= 7 * DAY_MINUTES;
  if (isAlways && start !== end) {
    const detail = 'quietHours must leave a moment of the week in which messages may go';
    problems.push({ pointer: '/quietHours', detail });
  }
  return problems;
}

/**
 * The minutes from midnight that HH:MM names.
 *
 * @example toMinutes('24:00') // 1440
 */
export function toMinutes(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
}

function quietMinutes({ start, end }: QuietHoursInput): number {
  const minutes = toMinutes(end) - toMinutes(start);
  return minutes > 0 ? minutes : minutes + DAY_MINUTES;
}
