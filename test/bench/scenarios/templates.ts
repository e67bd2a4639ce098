import { countSegments } from '#domain/count-segments';
import { renderTemplate } from '#domain/personalization';
import { hostileTemplates, hostileVariables } from '#test/support/hostile-templates';
import type { Scenario } from '../harness/bench.ts';

const TRIES = 5;
const SLOWEST_SHOWN = 5;
const HARMLESS_RUNS = 10_000;
const LIST = 100;

/** How long the most hostile templates take, an ordinary one, and the segments of a list. */
export const templates: Scenario = {
  name: 'templates',
  async run({ note }) {
    const timed = hostileTemplates.map(({ name, source, field }) => {
      const as = field === 'html' ? 'html' : 'text';
      return { name, tookMs: mostMs(() => renderTemplate(source, hostileVariables, as)) };
    });
    timed.sort((a, b) => b.tookMs - a.tookMs);
    note({ name: 'templates.hostile', value: timed.length, unit: '' });
    const slowest = timed[0]?.tookMs ?? 0;
    note({ name: 'templates.slowest', value: slowest, unit: 'ms', aim: { below: 50 } });
    for (const { name, tookMs } of timed.slice(0, SLOWEST_SHOWN)) {
      // Without what a table's cells are made of.
      const shown = name.replaceAll('|', '/').slice(0, 32);
      note({ name: `templates.${shown}`, value: tookMs, unit: 'ms' });
    }
    const greeting = 'Hi {{ firstName | default: "there" }}, see you at {{ time }}.';
    const ordinaryMs = mostMs(() => {
      for (let run = 0; run < HARMLESS_RUNS; run++) {
        renderTemplate(greeting, { firstName: 'Ana', time: 'nine' }, 'text');
      }
    });
    note({ name: 'templates.ordinary', value: (ordinaryMs * 1_000) / HARMLESS_RUNS, unit: 'µs' });
    const long = `${'Your table is booked. '.repeat(70)}日`;
    const listMs = mostMs(() => {
      for (let each = 0; each < LIST; each++) countSegments(long);
    });
    note({ name: 'templates.segments_of_100', value: listMs, unit: 'ms', aim: { below: 50 } });
  },
};

/** Of processor time, which other work does not lengthen: the worst of some tries, the cold first. */
function mostMs(work: () => unknown): number {
  const tookMs = Array.from({ length: TRIES }, () => {
    const before = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1_000;
  });
  return Math.max(...tookMs);
}
