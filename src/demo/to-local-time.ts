/**
 * The wall-clock time of an instant in a zone, to the second, without an offset.
 *
 * @example toLocalTime(new Date('2027-01-15T09:00:00Z'), 'Asia/Kolkata') // '2027-01-15T14:30:00'
 */
export function toLocalTime(instant: Date, timeZone: string): string {
  // Swedish writes dates as ISO 8601 does.
  const format = new Intl.DateTimeFormat('sv-SE', {
    timeZone,
    dateStyle: 'short',
    timeStyle: 'medium',
  });
  return format.format(instant).replace(' ', 'T');
}
