import { describe, expect, test } from 'vitest';
import { type TemplateState, templateWarnings } from '#domain/whatsapp-template';

const approved: TemplateState = { kind: 'found', approval: 'approved', placeholders: [] };

describe('N8: what is said of a template beforehand', () => {
  test.each<[string, TemplateState | null, Record<string, string> | null, string[]]>([
    ['nobody was asked, or nobody answered', null, null, []],
    ['approved', approved, null, []],
    ['there is none', { kind: 'missing' }, null, ['template_unknown']],
    ['pending', { ...approved, approval: 'pending' }, null, ['template_not_approved']],
    ['all filled in', { ...approved, placeholders: ['1'] }, { '1': '' }, []],
    [
      'one left out',
      { ...approved, placeholders: ['1', '2'] },
      { '1': 'Ana' },
      ['template_variables_missing'],
    ],
    [
      'rejected, and nothing filled in',
      { kind: 'found', approval: 'rejected', placeholders: ['1'] },
      null,
      ['template_not_approved', 'template_variables_missing'],
    ],
  ])('%s', (_, state, variables, codes) => {
    expect(templateWarnings(state, variables).map(({ code }) => code)).toEqual(codes);
  });

  test('the placeholders that are missing are named', () => {
    const state: TemplateState = { ...approved, placeholders: ['1', 'name'] };
    expect(templateWarnings(state, {})[0]?.detail).toBe('contentVariables lacks 1, name');
  });
});
