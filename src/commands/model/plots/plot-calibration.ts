import type { WindowScores } from '#domain/send-time/backtest/score-windows';
import { element, picture, text } from './svg.ts';

const SIDE = 360;
const LEFT = 70;
const TOP = 48;
const marks = [
  { fill: '#08306b', shape: 'circle' },
  { fill: '#b35806', shape: 'square' },
  { fill: '#1b7837', shape: 'diamond' },
] as const;

/** What P said against how often the moment won; on the line it is right. */
export function plotCalibration(windows: WindowScores): string {
  const rows = Object.entries(windows);
  const description = rows
    .map(([window, { calibrationError: error }]) => `${window}: ${error?.toFixed(3) ?? 'unknown'}`)
    .join(', ');
  return picture(
    {
      title: 'Calibration of P: said, and came',
      description: `Mean distance from the line, by window: ${description}.`,
      width: 600,
      height: 500,
    },
    [
      ...[0, 0.25, 0.5, 0.75, 1].flatMap(toGrid),
      element('line', { ...toLine(0, 0, 1, 1), stroke: '#555555', 'stroke-dasharray': '6 4' }),
      ...rows.flatMap(([window, { calibration }], index) => [
        ...calibration.map(({ said, came, decisions }) =>
          toMark(
            index,
            { x: toX(said), y: toY(came) },
            `${window}: said ${said.toFixed(2)}, came ${came.toFixed(2)}, of ${decisions}`,
          ),
        ),
        toMark(index, { x: 460, y: 80 + index * 26 }, window),
        text(window, { x: 474, y: 85 + index * 26 }),
      ]),
      text('probability said', { x: LEFT + SIDE / 2, y: TOP + SIDE + 44, 'text-anchor': 'middle' }),
      text(`Mean distance: ${description}`, { x: 16, y: 486 }),
    ],
  );
}

function toGrid(share: number): string[] {
  const grid = { stroke: '#dddddd' };
  return [
    element('line', { ...toLine(share, 0, share, 1), ...grid }),
    element('line', { ...toLine(0, share, 1, share), ...grid }),
    text(String(share), { x: toX(share), y: TOP + SIDE + 20, 'text-anchor': 'middle' }),
    text(String(share), { x: LEFT - 8, y: toY(share) + 5, 'text-anchor': 'end' }),
  ];
}

function toMark(index: number, { x, y }: { x: number; y: number }, title: string): string {
  const { fill, shape } = marks[index % marks.length] ?? marks[0];
  const named = [element('title', {}, [title])];
  if (shape === 'circle') return element('circle', { cx: x, cy: y, r: 6, fill }, named);
  const turn = shape === 'diamond' ? { transform: `rotate(45 ${x} ${y})` } : {};
  return element('rect', { x: x - 5, y: y - 5, width: 10, height: 10, fill, ...turn }, named);
}

function toLine(x1: number, y1: number, x2: number, y2: number) {
  return { x1: toX(x1), y1: toY(y1), x2: toX(x2), y2: toY(y2) };
}

function toX(share: number): number {
  return LEFT + share * SIDE;
}

function toY(share: number): number {
  return TOP + (1 - share) * SIDE;
}
