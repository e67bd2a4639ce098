interface Texts {
  text?: string | null | undefined;
  html?: string | null | undefined;
}

// Of one statement: others have their turn after the milliseconds that its words take.
const CHARACTERS_MAX = 250_000;

/** Parts of a list, in its order, whose texts are few enough to be stored in one statement. */
export function chunkByTexts<T>(items: readonly T[], textsOf: (item: T) => Texts): T[][] {
  const chunks: T[][] = [];
  let characters = 0;
  for (const each of items) {
    const { text, html } = textsOf(each);
    const own = (text?.length ?? 0) + (html?.length ?? 0);
    const chunk = chunks.at(-1);
    const fits = chunk && characters + own <= CHARACTERS_MAX;
    if (fits) chunk.push(each);
    else chunks.push([each]);
    characters = fits ? characters + own : own;
  }
  return chunks;
}
