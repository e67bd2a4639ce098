/** What was said of some decisions, and what came of them. */
export interface CalibrationBin {
  /** Mean of the probabilities that were said. */
  said: number;
  /** Share of the decisions that came out that way. */
  came: number;
  decisions: number;
}

const BINS = 10;

/** Sorts probabilities into ten bins of equal width; empty ones are left out. */
export function toCalibrationBins(
  judged: readonly { pBetter: number; won: boolean }[],
): CalibrationBin[] {
  const bins = Array.from({ length: BINS }, () => ({ said: 0, won: 0, decisions: 0 }));
  for (const { pBetter, won } of judged) {
    const bin = bins[Math.min(BINS - 1, Math.floor(pBetter * BINS))];
    if (!bin) continue;
    bin.said += pBetter;
    bin.won += Number(won);
    bin.decisions++;
  }
  return bins
    .filter(({ decisions }) => decisions > 0)
    .map(({ said, won, decisions }) => ({
      said: said / decisions,
      came: won / decisions,
      decisions,
    }));
}

/** The mean distance between what was said and what came, by decisions; `null`: there are none. */
export function toCalibrationError(bins: readonly CalibrationBin[]): number | null {
  const all = bins.reduce((sum, { decisions }) => sum + decisions, 0);
  if (all === 0) return null;
  return bins.reduce(
    (sum, { said, came, decisions }) => sum + (Math.abs(said - came) * decisions) / all,
    0,
  );
}
