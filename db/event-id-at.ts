// 48 bits, of which an instant that can be stored uses most.
const MS_DIGITS = 12;

/** Less than the ids of all events that are made from an instant on, and no less than earlier ones. */
export function eventIdAt(at: Date): string {
  const ms = Math.max(0, at.getTime()).toString(16).padStart(MS_DIGITS, '0');
  return `evt_${ms.slice(0, 8)}-${ms.slice(8)}-0000-0000-000000000000`;
}

/** When an event's id was made, to the millisecond. */
export function instantOfEvent(id: string): Date {
  return new Date(Number.parseInt(id.replace(/^evt_|-/g, '').slice(0, MS_DIGITS), 16));
}
