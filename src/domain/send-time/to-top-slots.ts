import { quietHoursWeekdays, type Weekday } from '#domain/quiet-hours';
import { SLOTS_A_DAY } from './week-grid.ts';

/** A half-hour of a recipient's week. */
export interface TopSlot {
  weekday: Weekday;
  /** Local, `HH:mm`. */
  time: string;
  /** Share of the week's engagement that falls into it. */
  share: number;
}

/** The best half-hours of a weekly curve, best first; of equal ones the earlier. */
export function toTopSlots(curve: Float64Array, count = 3): TopSlot[] {
  const slots = Array.from(curve, (share, slot) => ({ share, slot }));
  slots.sort((one, other) => other.share - one.share || one.slot - other.slot);
  return slots.slice(0, count).map(({ share, slot }) => toTopSlot(slot, share));
}

function toTopSlot(slot: number, share: number): TopSlot {
  const minutes = (slot % SLOTS_A_DAY) * 30;
  const twoDigits = (number: number) => String(number).padStart(2, '0');
  const time = `${twoDigits(Math.floor(minutes / 60))}:${twoDigits(minutes % 60)}`;
  const weekday = quietHoursWeekdays[Math.floor(slot / SLOTS_A_DAY)] ?? 'mon';
  return { weekday, time, share };
}
