import { type Policy, policies } from '#domain/send-time/backtest/score-policies';
import type { WindowScores } from '#domain/send-time/backtest/score-windows';
import { policyNames } from '../policy-names.ts';
import { element, picture, text } from './svg.ts';

const LEFT = 190;
const WIDTH = 440;
const TOP = 60;
const ROW = 24;
const shown = policies.filter((policy) => policy !== 'now');

interface Row {
  label: string;
  lift: number | null;
  interval: readonly [number, number] | null;
}

/** Lifts over sending at once, with their 95 % intervals, window by window. */
export function plotLifts(windows: WindowScores): string {
  const groups = Object.entries(windows).map(([window, { policies }]) => ({
    window,
    rows: shown.map((policy): Row => toRow(policy, policies[policy])),
  }));
  const ends = groups.flatMap(({ rows }) => rows.map((row) => row.interval?.[1] ?? row.lift ?? 1));
  const most = Math.ceil(Math.max(2, ...ends));
  const toX = (lift: number) => LEFT + (lift / most) * WIDTH;
  const height = TOP + groups.length * (shown.length + 1.5) * ROW + 40;
  const best = groups
    .map(({ window, rows }) => `${window}: ${rows.at(-1)?.lift?.toFixed(2) ?? 'unknown'}`)
    .join(', ');
  return picture(
    {
      title: 'Lift over sending at once, 3 h hits',
      description: `The gated model's lift, by window: ${best}.`,
      width: LEFT + WIDTH + 40,
      height,
    },
    [
      ...Array.from({ length: most + 1 }, (_, lift) => toTick(toX(lift), lift, height)),
      ...groups.flatMap(({ window, rows }, group) => {
        const y = TOP + group * (shown.length + 1.5) * ROW;
        return [
          text(window, { x: 16, y: y + 5, 'font-weight': 'bold' }),
          ...rows.flatMap((row, index) => toBar(row, y + (index + 1) * ROW, toX)),
        ];
      }),
    ],
  );
}

function toRow(
  policy: Policy,
  score: { liftOverNow: number | null; liftOverNowCI: Row['interval'] },
) {
  return { label: policyNames[policy], lift: score.liftOverNow, interval: score.liftOverNowCI };
}

function toTick(x: number, lift: number, height: number): string {
  const stroke = lift === 1 ? '#555555' : '#dddddd';
  return [
    element('line', { x1: x, x2: x, y1: TOP - 12, y2: height - 30, stroke }),
    text(String(lift), { x, y: height - 12, 'text-anchor': 'middle' }),
  ].join('');
}

function toBar({ label, lift, interval }: Row, y: number, toX: (lift: number) => number): string[] {
  const name = text(label, { x: LEFT - 12, y: y + 5, 'text-anchor': 'end' });
  if (lift === null) return [name];
  const title = `${label}: ${lift.toFixed(2)}${interval ? `, ${interval[0]} to ${interval[1]}` : ''}`;
  const [low, high] = interval ?? [lift, lift];
  return [
    name,
    element('line', {
      x1: toX(low),
      x2: toX(high),
      y1: y,
      y2: y,
      stroke: '#08306b',
      'stroke-width': 2,
    }),
    element('circle', { cx: toX(lift), cy: y, r: 5, fill: '#08306b' }, [
      element('title', {}, [title]),
    ]),
  ];
}
