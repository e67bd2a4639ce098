import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RENDERED_MAX, renderTemplate } from '#domain/personalization';

const variables = { name: 'Ana Lima', firstName: 'Ana', plan: 'gold', empty: '', html: '<b>&"\'' };
const render = (source: string) => renderTemplate(source, variables, 'text');
const textOf = (source: string) => {
  const made = render(source);
  return made.kind === 'rendered' ? made.text : made;
};

describe('renderTemplate', () => {
  test('is what its documentation says', () => {
    expect(renderTemplate('Hi {{ firstName | default: "there" }}', {}, 'text')).toEqual({
      kind: 'rendered',
      text: 'Hi there',
    });
  });

  test.each([
    ['Hi {{ firstName }}!', 'Hi Ana!'],
    ['Hi {{firstName}}!', 'Hi Ana!'],
    ['{{ ["firstName"] }}', 'Ana'],
    ['{{ nickname | default: firstName }}', 'Ana'],
    ['{{ nickname | default: title | default: "you" }}', 'you'],
    ['{{ nickname | upcase | default: "you" }}', 'you'],
    ['{{ empty }}', ''],
    ['{{ empty | default: "you" }}', 'you'],
    ['{{ firstName | default: nickname }}', 'Ana'],
    ['{{ name | upcase }}', 'ANA LIMA'],
    ['{{ name | downcase }}', 'ana lima'],
    ['{{ "aNA" | capitalize }}', 'Ana'],
    ['[{{ "  a  " | strip }}]', '[a]'],
    ['[{{ "  a  " | lstrip }}]', '[a  ]'],
    ['[{{ "  a  " | rstrip }}]', '[  a]'],
    ['{{ "a\\nb\\r\\nc" | strip_newlines }}', 'abc'],
    ['{{ name | truncate: 6 }}', 'Ana...'],
    ['{{ name | truncate: 8 }}', 'Ana Lima'],
    ['{{ name | truncate: 4, "" }}', 'Ana '],
    ['{{ name | truncatewords: 1 }}', 'Ana...'],
    ['{{ name | truncatewords: 2 }}', 'Ana Lima'],
    ['{{ name | append: "!" | prepend: "Hi " }}', 'Hi Ana Lima!'],
    ['{{ html | escape }}', '&lt;b&gt;&amp;&#34;&#39;'],
    ['{{ html }}', '<b>&"\''],
    ['{{ "a b&c/é" | url_encode }}', 'a+b%26c%2F%C3%A9'],
    ['{% if plan == "gold" %}yes{% else %}no{% endif %}', 'yes'],
    ['{% if nickname %}yes{% elsif firstName %}{{ firstName }}{% endif %}', 'Ana'],
    ['{% unless nickname %}none{% endunless %}', 'none'],
    ['{% if nickname == nil and nickname == blank %}none{% endif %}', 'none'],
    ['{% if name contains "Lima" %}yes{% endif %}', 'yes'],
    ['{% if nickname contains "a" or name contains nickname %}yes{% else %}no{% endif %}', 'no'],
    ['{% case plan %}{% when "gold", "silver" %}+{% else %}-{% endcase %}', '+'],
    ['a{% comment %}{{ nobody }}{% endcomment %}b', 'ab'],
    ['{% raw %}{{ firstName }}{% endraw %}', '{{ firstName }}'],
    ['a  {{- firstName -}}  b', 'aAnab'],
    ['{{ 5 }} {{ true }} {{ nil }}', '5 true '],
    ['100% {sure} }} %}', '100% {sure} }} %}'],
  ])('N9: %s', (source, text) => {
    expect(textOf(source)).toBe(text);
  });

  test('N9: what is put into HTML is escaped, what the template says is not', () => {
    const made = renderTemplate('<p>{{ html }}{{ "<i>" }}</p>', variables, 'html');
    expect(made).toEqual({ kind: 'rendered', text: '<p>&lt;b&gt;&amp;&#34;&#39;&lt;i&gt;</p>' });
  });

  test('N9: all that is missing is named at once, and only what is needed', () => {
    const source =
      '{{ a }} {{ b | upcase | append: c }} {% if d %}{{ e }}{% else %}{{ f }}{% endif %} {{ a }} {{ g | default: h }}';
    expect(render(source)).toEqual({ kind: 'missing', names: ['a', 'b', 'c', 'f', 'g', 'h'] });
  });

  test.each([
    ['Hi\n  {% for a in b %}', 2, 3, /^there is no tag for; tags are if, /],
    ['{{ a | join }}', 1, 1, /^there is no filter join; filters are default, /],
    ['Hi {{ first name }}', 1, 4, 'one value is expected'],
    ['Hi {{ contact.name }}', 1, 7, 'variables are texts, without properties'],
    ['{% if name %}\n{% if plan %}', 2, 1, 'a tag or an output is not closed'],
    ['{{ name | truncate: plan }}', 1, 1, 'the filter truncate takes a whole number, 0 or more'],
  ])('N9: %j is refused at its line and column', (source, line, column, rule) => {
    const expected = typeof rule === 'string' ? rule : expect.stringMatching(rule);
    expect(render(source)).toEqual({ kind: 'refused', line, column, rule: expected });
  });

  test('N9: a refusal quotes nothing of the text', () => {
    for (const source of ['secret {{ secret', '{{ "secret" secret }}', '{% if secret = 1 %}']) {
      expect(JSON.stringify(render(source))).not.toContain('secret');
    }
  });

  test('N9: a text without template syntax is itself', () => {
    const anyText = fc.string({ unit: 'binary' }).filter((text) => !/\{[{%]/.test(text));
    fc.assert(fc.property(anyText, (text) => textOf(text) === text));
  });

  test('N9: whatever the values, a rendering is what it should be and no error', () => {
    const value = fc.string({ unit: 'binary', maxLength: 200 });
    fc.assert(
      fc.property(value, value, fc.constantFrom('text', 'html'), (a, b, as) => {
        const made = renderTemplate('{{ a }}|{{ b | default: "-" }}', { a, b }, as);
        if (made.kind !== 'rendered') return false;
        if (as === 'html') return !/[<>"']/.test(made.text);
        return made.text === `${a}|${b === '' ? '-' : b}`.toWellFormed();
      }),
    );
  });

  const word = fc.constantFrom(
    ...[
      '{{',
      '}}',
      '{%',
      '%}',
      ' ',
      'a',
      'b',
      '|',
      ':',
      ',',
      '"',
      "'",
      '.',
      '[',
      ']',
      '(',
      ')',
      '..',
    ],
    ...['if', 'endif', 'else', 'elsif', 'unless', 'endunless', 'case', 'when', 'endcase', 'raw'],
    ...['endraw', 'comment', 'endcomment', 'for', 'assign', 'include', 'default', 'append', '-1'],
    ...[
      'truncate',
      'url_encode',
      'upcase',
      '1e309',
      '-',
      '==',
      'contains',
      'and',
      'not',
      '\n',
      '\\',
    ],
    ...['constructor', '__proto__', 'size', 'nil', 'blank', '{% if a %}', '{{ a }}', '{{ "'],
  );

  test('N9: whatever the template and the values, it ends in a rendering that is bounded', () => {
    const source = fc.array(word, { maxLength: 60 }).map((words) => words.join(''));
    const value = fc.string({ unit: 'binary', maxLength: 50 });
    fc.assert(
      fc.property(source, value, fc.constantFrom('text', 'html'), (text, a, as) => {
        const made = renderTemplate(text, { a }, as);
        return made.kind !== 'rendered' || made.text.length <= RENDERED_MAX;
      }),
      { numRuns: 5_000 },
    );
  });

  test('N9: more than the limit is never rendered', () => {
    const output = fc.constantFrom('{{ a }}', '{{ a | append: a }}', '{{ a | url_encode }}');
    fc.assert(
      fc.property(fc.array(output, { maxLength: 400 }), (outputs) => {
        const made = renderTemplate(outputs.join(''), { a: 'é'.repeat(5_000) }, 'html');
        return made.kind !== 'rendered' || made.text.length <= RENDERED_MAX;
      }),
      { numRuns: 50 },
    );
  });
});
