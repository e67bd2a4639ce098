import { element, picture, text } from './svg.ts';

const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const SLOTS_A_DAY = 48;
const LEFT = 60;
const TOP = 48;
const CELL = { width: 16, height: 34 };

/** A heat map of the local week: how much engagement falls into each half-hour. */
export function plotWeek(curves: readonly (readonly number[])[]): string {
  const shares = Array.from({ length: DAYS.length * SLOTS_A_DAY }, (_, slot) => {
    return curves.reduce((sum, curve) => sum + (curve[slot] ?? 0), 0) / Math.max(1, curves.length);
  });
  const most = Math.max(...shares);
  const best = shares.indexOf(most);
  const cells = shares.map((share, slot) => toCell(slot, most > 0 ? share / most : 0));
  const description =
    most > 0
      ? `Half-hours of the week; the darkest, ${toName(best)}, holds ${(most * 100).toFixed(2)} % of it.`
      : 'Nobody engaged.';
  return picture(
    { title: "Everybody's week", description, width: LEFT + 48 * CELL.width + 20, height: 340 },
    [
      ...DAYS.map((day, row) => text(day, { x: 16, y: TOP + row * CELL.height + 23 })),
      ...cells,
      ...Array.from({ length: 9 }, (_, tick) =>
        text(`${tick * 3}:00`, {
          x: LEFT + tick * 6 * CELL.width,
          y: TOP + DAYS.length * CELL.height + 20,
          'text-anchor': 'middle',
        }),
      ),
      text(description, { x: 16, y: 326 }),
    ],
  );
}

function toCell(slot: number, strength: number): string {
  const day = Math.floor(slot / SLOTS_A_DAY);
  return element(
    'rect',
    {
      x: LEFT + (slot % SLOTS_A_DAY) * CELL.width,
      y: TOP + day * CELL.height,
      width: CELL.width - 1,
      height: CELL.height - 1,
      fill: toColour(strength),
    },
    [element('title', {}, [`${toName(slot)}: ${(strength * 100).toFixed(0)} % of the most`])],
  );
}

function toName(slot: number): string {
  const time = slot % SLOTS_A_DAY;
  return `${DAYS[Math.floor(slot / SLOTS_A_DAY)]} ${Math.floor(time / 2)}:${time % 2 ? '30' : '00'}`;
}

/** From nearly white to dark blue: light and dark are told apart without colour, too. */
function toColour(strength: number): string {
  const between = (light: number, dark: number) => Math.round(light + (dark - light) * strength);
  return `rgb(${between(240, 8)},${between(244, 48)},${between(250, 107)})`;
}
