/** What texts that are rendered together share, and what they have cost. */
export interface RenderWork {
  /** Counted, not measured, so that it is the same each time: one is some 10 nanoseconds. */
  spent: number;
  /** Characters that were made. */
  made: number;
  /** The templates that were read, by their sources. */
  readonly read: Record<'text' | 'html', Map<string, unknown>>;
}

const OF_RENDERING = 2_000;
const OF_SOURCE_CHARACTER = 2;
const OF_MARKUP_CHARACTER = 100;
const OF_VALUE = 250;

/** For texts that are rendered together. */
export function createRenderWork(): RenderWork {
  return { spent: 0, made: 0, read: { text: new Map(), html: new Map() } };
}

/** Adds what it costs to read a template: its markup is by far the most of it. */
export function countRead(work: RenderWork, characters: number, ofMarkup: number): void {
  work.spent += characters * OF_SOURCE_CHARACTER + ofMarkup * OF_MARKUP_CHARACTER;
}

/** Adds a rendering of so many values; filters add the characters that they look at. */
export function countEvaluated(work: RenderWork, values: number): void {
  work.spent += OF_RENDERING + values * OF_VALUE;
}

/** Adds the text that a rendering made. */
export function countMade(work: RenderWork, characters: number): void {
  work.spent += characters;
  work.made += characters;
}
