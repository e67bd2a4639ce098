import { expect, test } from 'vitest';
import { renderCounted, renderTemplate } from '#domain/personalization';
import { createRenderWork } from '#domain/templates/render-work';
import { hostileTemplates, hostileVariables } from '#test/support/hostile-templates';

const asOf = (field: string) => (field === 'html' ? 'html' : 'text');
const render = (source: string, work = createRenderWork(), variables = hostileVariables) => ({
  made: renderCounted(source, variables, { as: 'text', work }),
  work,
});

test('N9: what is rendered together is as it is alone, and costs the same each time', () => {
  const [first, second] = [createRenderWork(), createRenderWork()];
  for (const { source, field } of [...hostileTemplates, ...hostileTemplates]) {
    const as = asOf(field);
    const alone = renderTemplate(source, hostileVariables, as);
    for (const work of [first, second]) {
      expect(renderCounted(source, hostileVariables, { as, work })).toEqual(alone);
    }
  }
  expect([first.spent, first.made]).toEqual([second.spent, second.made]);
});

test('N9: a template that messages share is read once; few are remembered', () => {
  const source = '{{ a | upcase }}'.repeat(200);
  const { work } = render(source);
  const firstTime = work.spent;
  render(source, work);
  expect(work.spent - firstTime).toBeLessThan(firstTime / 2);
  for (let count = 0; count < 100; count++) render(`${count} {{ a }}`, work);
  expect(work.read.text.size).toBeLessThan(50);
});

test('N9: a shared template is rendered with the variables of each', () => {
  const work = createRenderWork();
  const source = 'Hi {{ name }}';
  const made = [{ name: 'Ana' }, {}, { name: 'Bo' }].map((own) => render(source, work, own).made);
  expect(made).toEqual([
    { kind: 'rendered', text: 'Hi Ana' },
    { kind: 'missing', names: ['name'] },
    { kind: 'rendered', text: 'Hi Bo' },
  ]);
});

test('N9: what ends a rendering was work, too', () => {
  const cheap = render('{{ a }}').work.spent;
  expect(render('{{ long | upcase }}'.repeat(300)).work.spent).toBeGreaterThan(100 * cheap);
  expect(render('{% if long contains long %}{% endif %}').work.spent).toBeGreaterThan(100 * cheap);
  expect(render(`${'{{ a }}'.repeat(300)}{{ b b }}`).work.spent).toBeGreaterThan(20 * cheap);
  expect(render('plain').work.spent).toBe(0);
});
