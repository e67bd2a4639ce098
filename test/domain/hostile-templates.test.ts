import { expect, test } from 'vitest';
import { RENDERED_MAX, renderTemplate } from '#domain/personalization';
import { hostileTemplates, hostileVariables } from '#test/support/hostile-templates';

test('N9: there are more than 100 of them', () => {
  expect(hostileTemplates.length).toBeGreaterThan(100);
});

test.each(hostileTemplates)('N9: a hostile template ends as it should: $name', (hostile) => {
  const { source, field, ends, text } = hostile;
  const made = renderTemplate(source, hostileVariables, field === 'html' ? 'html' : 'text');
  const said = made.kind === 'refused' ? made.rule : made.kind === 'rendered' ? made.text : null;
  expect({ kind: made.kind, said: said?.slice(0, 200) }).toMatchObject({ kind: ends });
  if (said === null) return;
  if (typeof text === 'string') expect(said).toBe(text);
  else if (text) expect(said).toMatch(text);
  if (made.kind === 'refused') {
    expect(made.line).toBeGreaterThan(0);
    // Names are shown, and lists of ours: nothing of the text.
    expect(made.rule.length).toBeLessThan(300);
  } else expect(said.length).toBeLessThanOrEqual(RENDERED_MAX);
});
