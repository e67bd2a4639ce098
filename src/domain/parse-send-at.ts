import { daysInMonth, toWallClock, type WallClockMs } from './wall-clock.ts';

/** `offsetMinutes` is east of UTC, and null for `Z` and `-00:00`, which name no zone's offset. */
export type ParsedSendAt =
  | { kind: 'instant'; at: number; offsetMinutes: number | null }
  | { kind: 'local'; local: WallClockMs }
  | { kind: 'unreadable'; why: string };

const SHAPE =
  /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?([Zz]|([+-])(\d\d):(\d\d))?$/;
const EXPECTED =
  'must look like 2027-01-15T09:00:00Z, 2027-01-15T09:00:00-07:00 or 2027-01-15T09:00';

/**
 * Reads a send time as RFC 3339 writes it; seconds may be left out, and so may the offset (T2).
 *
 * Strict: `T` between date and time (RFC 3339 lets `t` and `z` be lower-case), no blanks, no
 * `24:00`, no leap second, no day that the month lacks. Digits beyond milliseconds round up:
 * never early. What cannot be read is never taken for "now".
 *
 * @see https://www.rfc-editor.org/rfc/rfc3339#section-5.6
 * @example parseSendAt('2027-01-15T09:00-07:00') // { kind: 'instant', at: 1800028800000, offsetMinutes: -420 }
 */
export function parseSendAt(text: string): ParsedSendAt {
  const match = SHAPE.exec(text);
  if (match === null) return { kind: 'unreadable', why: whyMisshapen(text) };
  const parts = toClock(match);
  const why = whyOutOfRange(parts);
  if (why !== null) return { kind: 'unreadable', why };
  const local = toWallClock({ ...parts, ms: toMsRoundedUp(match[7]) });
  return withOffset(local, {
    zulu: match[8],
    sign: match[9],
    hours: match[10],
    minutes: match[11],
  });
}

interface Clock {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
}

function toClock(match: RegExpExecArray): Clock {
  const part = (group: number) => Number(match[group] ?? 0);
  return {
    year: part(1),
    month: part(2),
    day: part(3),
    hour: part(4),
    minute: part(5),
    second: part(6),
  };
}

interface OffsetText {
  zulu: string | undefined;
  sign: string | undefined;
  hours: string | undefined;
  minutes: string | undefined;
}

function withOffset(local: WallClockMs, offset: OffsetText): ParsedSendAt {
  if (offset.zulu === undefined) return { kind: 'local', local };
  if (offset.sign === undefined) return { kind: 'instant', at: local, offsetMinutes: null };
  const hours = Number(offset.hours);
  const minutes = Number(offset.minutes);
  if (hours > 23 || minutes > 59) {
    return { kind: 'unreadable', why: 'must have an offset from -23:59 to +23:59' };
  }
  const size = hours * 60 + minutes;
  // RFC 3339, 4.3: -00:00 is UTC, with the local offset unknown.
  if (offset.sign === '-' && size === 0) return { kind: 'instant', at: local, offsetMinutes: null };
  const offsetMinutes = offset.sign === '-' ? -size : size;
  return { kind: 'instant', at: local - offsetMinutes * 60_000, offsetMinutes };
}

function whyOutOfRange({ year, month, day, hour, minute, second }: Clock): string | null {
  if (month < 1 || month > 12) return `must have a month from 01 to 12`;
  const days = daysInMonth(year, month);
  if (day < 1 || day > days) return `must have a day that exists: that month has ${days}`;
  if (hour === 24) return 'must have an hour from 00 to 23: write 24:00 as 00:00 of the next day';
  if (hour > 23) return 'must have an hour from 00 to 23';
  if (minute > 59) return 'must have a minute from 00 to 59';
  if (second === 60) return 'must have a second from 00 to 59: leap seconds cannot be scheduled';
  if (second > 59) return 'must have a second from 00 to 59';
  return null;
}

function whyMisshapen(text: string): string {
  if (/^\d{4}-\d\d-\d\d$/.test(text)) return `must have a time of day: it ${EXPECTED}`;
  if (/^\d{4}-\d\d-\d\d \d\d:\d\d/.test(text))
    return `must have a T between date and time: it ${EXPECTED}`;
  if (/T\d\d:\d\d(:\d\d(\.\d+)?)?[+-]\d\d(\d\d)?$/i.test(text))
    return 'must write the offset as +hh:mm';
  return EXPECTED;
}

function toMsRoundedUp(fraction: string | undefined): number {
  if (fraction === undefined) return 0;
  const ms = Number(fraction.slice(0, 3).padEnd(3, '0'));
  return /[1-9]/.test(fraction.slice(3)) ? ms + 1 : ms;
}
