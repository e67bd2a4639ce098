import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { WindowScores } from '#domain/send-time/backtest/score-windows';
import { plotCalibration } from './plots/plot-calibration.ts';
import { plotLifts } from './plots/plot-lifts.ts';
import { plotWeek } from './plots/plot-week.ts';

/** Writes the plots of a backtest as SVG files into a folder, which is made. @throws when it cannot */
export async function writePlots(
  folder: string,
  windows: WindowScores,
  curves: readonly (readonly number[])[],
): Promise<void> {
  await mkdir(folder, { recursive: true });
  const plots = {
    'week.svg': plotWeek(curves),
    'calibration.svg': plotCalibration(windows),
    'lift.svg': plotLifts(windows),
  };
  for (const [name, plot] of Object.entries(plots)) await writeFile(join(folder, name), plot);
}
