import { quote } from './quote.ts';
import { HORIZON_DAYS, HORIZON_MS } from './timing.ts';

/** `ms` in milliseconds; `why` is the end of a sentence that begins with the field's name. */
export type ParsedDuration = { kind: 'duration'; ms: number } | { kind: 'unreadable'; why: string };

const SHAPE = /^P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.(\d{1,3}))?S)?)?$/;
const UNITS_MS = [7 * 86_400_000, 86_400_000, 3_600_000, 60_000, 1000];

/**
 * Reads an ISO 8601 duration of weeks to seconds, at most 366 days long. Years and months are
 * refused: they have no fixed length. A day is 24 hours; seconds may have up to three decimals.
 *
 * @see https://www.rfc-editor.org/rfc/rfc3339#appendix-A whose weeks may here stand beside other units
 * @example parseDuration('P1DT2H') // { kind: 'duration', ms: 93600000 }
 */
export function parseDuration(text: string): ParsedDuration {
  const match = SHAPE.exec(text);
  if (match === null || /[PT]$/.test(text)) return { kind: 'unreadable', why: whyMisshapen(text) };
  const wholeMs = UNITS_MS.reduce((sum, unitMs, i) => sum + Number(match[i + 1] ?? 0) * unitMs, 0);
  const ms = wholeMs + Number((match[6] ?? '').padEnd(3, '0'));
  if (ms > HORIZON_MS) {
    return { kind: 'unreadable', why: `must be at most ${HORIZON_DAYS} days, got ${quote(text)}` };
  }
  return { kind: 'duration', ms };
}

function whyMisshapen(text: string): string {
  const hasCalendarUnits = /^P\d+Y|^P(\d+Y)?\d+M/.test(text);
  const rule = hasCalendarUnits
    ? 'must be in weeks, days, hours, minutes and seconds: years and months have no fixed length'
    : 'must be an ISO 8601 duration such as PT15M or P1DT12H';
  return `${rule}, got ${quote(text)}`;
}
