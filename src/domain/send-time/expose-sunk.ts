import { DELAY_HOURS, delayProfile } from './delay-profile.ts';
import { SLOTS } from './week-grid.ts';

const { staysPerHour, laterLook } = delayProfile;
/** By the hour: over days, half of one makes no difference, and takes four times as long. */
const HOURS = SLOTS / 2;

/** What happens at each delay after a send. */
interface Walk {
  /** b [S + l (1 - S)]: what is left of a message's chance at a look. */
  chances: Float64Array;
  /** a b S: first looks that may answer. */
  looks: Float64Array;
}

/**
 * Adds the exposure of the messages that sank. Who looks rarely answers little: their late answers
 * are lost, so that the waits which ended are too short, and hours far from the usual sends look
 * too good. For a wait from hour s the answers that can be seen have the density
 * f(j) = a(s+j) b(j) [S(j) + l (1 - S(j))], with S(j) the chance that nobody has looked by then,
 * b(j) what waiting left of the message's chance, and l a later look's; the derivative of
 * log(sum of f) by a(s+j) is the exposure that was not seen:
 * (b(j) [S(j) + l (1 - S(j))] - (1 - l) sum over i > j of a(s+i) b(i) S(i)) / sum of f
 * (truncated waits, as Turnbull treats them: J. R. Stat. Soc. B 38, 1976).
 *
 * @param starts by half-hour, how many waits began there
 */
export function exposeSunk(
  exposure: Float64Array,
  starts: Float64Array,
  hazard: Float64Array,
): void {
  const walk = { chances: new Float64Array(DELAY_HOURS), looks: new Float64Array(DELAY_HOURS) };
  const hourly = toHours(hazard);
  const stays = hourly.map((rate) => Math.exp(-rate));
  const unseen = new Float64Array(HOURS);
  toHours(starts).forEach((count, hour) => {
    if (count === 0) return;
    const sum = fill(walk, hour, { hazard: hourly, stays });
    exposeFrom(hour, count / sum, { exposure: unseen, walk });
  });
  for (let slot = 0; slot < SLOTS; slot++) {
    exposure[slot] = (exposure[slot] ?? 0) + (unseen[slot >> 1] ?? 0);
  }
}

function toHours(slots: Float64Array): Float64Array {
  const hours = new Float64Array(HOURS);
  for (let hour = 0; hour < HOURS; hour++) {
    hours[hour] = (slots[2 * hour] ?? 0) + (slots[2 * hour + 1] ?? 0);
  }
  return hours;
}

function exposeFrom(
  start: number,
  scale: number,
  { exposure, walk }: { exposure: Float64Array; walk: Walk },
): void {
  let later = 0;
  for (let delay = DELAY_HOURS - 1; delay >= 0; delay--) {
    const hour = start + delay < HOURS ? start + delay : start + delay - HOURS;
    const look = walk.looks[delay] ?? 0;
    const unseen = (walk.chances[delay] ?? 0) - (1 - laterLook) * (later + look / 2);
    if (unseen > 0) exposure[hour] = (exposure[hour] ?? 0) + scale * unseen;
    later += look;
  }
}

/** @returns the sum of f */
function fill(
  { chances, looks }: Walk,
  start: number,
  { hazard, stays }: { hazard: Float64Array; stays: Float64Array },
): number {
  let unseen = 1;
  let buried = 1;
  let sum = 0;
  for (let delay = 0; delay < DELAY_HOURS; delay++) {
    const hour = start + delay < HOURS ? start + delay : start + delay - HOURS;
    const after = unseen * (stays[hour] ?? 1);
    const middle = (unseen + after) / 2;
    const chance = buried * (middle + laterLook * (1 - middle));
    chances[delay] = chance;
    looks[delay] = buried * (unseen - after);
    sum += chance * (hazard[hour] ?? 0);
    unseen = after;
    buried *= staysPerHour;
  }
  return sum;
}
