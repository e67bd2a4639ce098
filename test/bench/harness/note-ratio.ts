import type { Aim, Bench } from './bench.ts';

/** Notes one figure of this run as a share of another, where both were measured. */
export function noteRatio(bench: Bench, ours: string, theirs: string, aim?: Aim): void {
  const value = bench.noted(ours);
  const other = bench.noted(theirs);
  if (value === undefined || other === undefined) return;
  const figure = { name: `${ours} / ${theirs}`, value: value / other, unit: 'ratio' };
  bench.note(aim ? { ...figure, aim } : figure);
}
