import { expect, test } from 'vitest';
import { createRenderQueue } from '#messages/render-queue';

const MILLISECONDS = 100_000;

test('N9: what is asked for at once is rendered in order, and others have their turn in between', async () => {
  const queue = createRenderQueue();
  const seen: string[] = [];
  let isOver = false;
  const tick = () => {
    seen.push('others');
    if (!isOver) setImmediate(tick);
  };
  setImmediate(tick);
  const made = await Promise.all(
    Array.from({ length: 9 }, (_, at) =>
      queue.render((work) => {
        work.spent += 4 * MILLISECONDS;
        seen.push(`${at}`);
        return at;
      }),
    ),
  );
  isOver = true;
  expect(made).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
  expect(seen.join(' ').replaceAll(/(others ?)+/g, '| ')).toMatch(/^0 1 2 \| 3 4 5 \| 6 7 8/);
});

test('N9: one that fails leaves the others; once it is too much, nothing more is rendered', async () => {
  const queue = createRenderQueue(({ spent }) => {
    if (spent > 2) throw new Error('too much');
  });
  let rendered = 0;
  const add = () =>
    queue.render((work) => {
      rendered += 1;
      work.spent += 1;
      if (rendered === 2) throw new Error('broken');
    });
  const ends = await Promise.allSettled([add(), add(), add(), add(), add()]);
  const reasons = ends.map((end) => (end.status === 'rejected' ? end.reason.message : 'rendered'));
  expect(reasons).toEqual(['rendered', 'broken', 'rendered', 'too much', 'too much']);
  expect(rendered).toBe(3);
});
