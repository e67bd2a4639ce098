import { createRenderWork, type RenderWork } from '#domain/templates/render-work';

/** Texts that are rendered together, each after the other. */
export interface RenderQueue {
  readonly work: Readonly<RenderWork>;
  render<T>(make: (work: RenderWork) => T): Promise<T>;
}

// Some 10 ms, by what `RenderWork` counts.
const TURN_WORK = 1_000_000;

/**
 * Renders what its callers ask for at once one by one, so that others have their turn whenever some
 * 10 ms have gone by.
 *
 * @param refuse throws when what was rendered so far is too much in all: nothing more is.
 */
export function createRenderQueue(refuse: (work: RenderWork) => void = () => {}): RenderQueue {
  const work = createRenderWork();
  let turnFrom = 0;
  let last: Promise<unknown> = Promise.resolve();

  async function takeTurn<T>(make: (work: RenderWork) => T): Promise<T> {
    if (work.spent - turnFrom >= TURN_WORK) {
      await new Promise((resolve) => setImmediate(resolve));
      turnFrom = work.spent;
    }
    refuse(work);
    return make(work);
  }

  return {
    work,
    render: (make) => {
      const made = last.then(() => takeTurn(make));
      last = made.catch(() => {});
      return made;
    },
  };
}
