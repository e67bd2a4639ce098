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
  const best: number[] = [];
  // Hardly any slot gets in: far cheaper than to sort them all.
  for (let slot = 0; slot < curve.length; slot++) {
    const share = curve[slot] ?? 0;
    let place = best.length;
    while (place > 0 && share > (curve[best[place - 1] ?? 0] ?? 0)) place--;
    if (place < count) best.splice(place, 0, slot);
    if (best.length > count) best.pop();
  }
  return best.map((slot) => toTopSlot(slot, curve[slot] ?? 0));
}

function toTopSlot(slot: number, share: number): TopSlot {
  const minutes = (slot % SLOTS_A_DAY) * 30;
  const twoDigits = (number: number) => String(number).padStart(2, '0');
  const time = `${twoDigits(Math.floor(minutes / 60))}:${twoDigits(minutes % 60)}`;
  const weekday = quietHoursWeekdays[Math.floor(slot / SLOTS_A_DAY)] ?? 'mon';
  return { weekday, time, share };
}
