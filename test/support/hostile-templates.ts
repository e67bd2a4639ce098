import type { Rendering } from '#domain/personalization';

/** A template that somebody wrote to harm, and how it ends. */
export interface HostileTemplate {
  name: string;
  source: string;
  field: 'subject' | 'text' | 'html';
  /** `rendered` is harmless by the rules: the result is bounded, and what `text` says. */
  ends: Rendering['kind'];
  /** The whole result, or what it matches; of a refusal: the rule. */
  text?: string | RegExp;
}

type Entry = [source: string, ends: Rendering['kind'], text?: string | RegExp];

/** What all of them are rendered with, on top of a contact's fields. */
export const hostileVariables: Readonly<Record<string, string>> = {
  a: 'A',
  long: 'x'.repeat(5_000),
  wide: '\u0390'.repeat(5_000),
  spaces: `${' '.repeat(4_999)}x`,
  quotes: '"'.repeat(5_000),
  crlf: 'Hi\r\nBcc: everybody@example.com',
  lf: 'Hi\nX-Header: 1',
  markup: '<script>alert(1)</script>',
  attribute: '" onmouseover="alert(1)',
  liquid: '{{ a }}{% for i in (1..9) %}{% endfor %}',
  half: '\ud800',
  digits: '5',
};

const noTag = /^there is no tag /;
const noFilter = /^there is no filter /;
const unreadable = /cannot be read$/;
const notClosed = /is not closed$/;
const plain = /^variables are texts, without properties$/;
const oneValue = 'one value is expected';
const many = /^a template has at most 500 tags and outputs$/;
const tooMuch = /^the template makes too much text$/;
const count = /takes a whole number, 0 or more$/;
const times = (n: number, text: string) => text.repeat(n);

const byText: Record<string, Entry[]> = {
  loop: [
    ['{% for i in (1..1000000000) %}x{% endfor %}', 'refused', noTag],
    ['{% for i in long %}{% for j in long %}x{% endfor %}{% endfor %}', 'refused', noTag],
    ['{% tablerow i in (1..9999999) cols:1 %}x{% endtablerow %}', 'refused', noTag],
    ['{% cycle "a", "b" %}', 'refused', noTag],
    ['{% break %}', 'refused', noTag],
    ['{% continue %}', 'refused', noTag],
    ['{% increment n %}', 'refused', noTag],
    ['{% decrement n %}', 'refused', noTag],
    ['{% liquid for i in (1..9)\n echo i\n endfor %}', 'refused', noTag],
    ['{{ (1..1000000000) }}', 'refused', 'ranges are not available'],
    ['{{ a | append: (1..1000000000) }}', 'refused', 'ranges are not available'],
    ['{% if (1..1000000000) contains 5 %}x{% endif %}', 'refused', 'ranges are not available'],
    ['{% case (1..99999999) %}{% when 1 %}x{% endcase %}', 'refused', 'ranges are not available'],
    ['{{ (1..1e9).size }}', 'refused', /./],
  ],
  chain: [
    [`{{ a${times(550, ' | upcase')} }}`, 'rendered', 'A'],
    [`{{ long${times(550, ' | upcase')} }}`, 'refused', tooMuch],
    [`{{ wide${times(100, ' | upcase | downcase')} }}`, 'refused', tooMuch],
    [`{% if a${times(900, ' and a')} %}x{% endif %}`, 'refused', /at most 5000/],
    [`{% if a${times(700, ' and a')} %}x{% endif %}`, 'rendered', 'x'],
    [
      times(60, `{% if a${times(100, ' and a')} %}{% endif %}`),
      'refused',
      /at most 20000 characters together/,
    ],
    [times(25, `{% if a${times(100, ' and a')} %}{% endif %}`), 'refused', /at most 1000 values/],
    [`{% if long contains long %}x{% endif %}`, 'refused', tooMuch],
    [times(100, '{% if long contains "xxxxxxxxxy" %}{% endif %}'), 'refused', tooMuch],
    [`{{ a${times(1_000, '|upcase')} }}`, 'refused', /at most 5000/],
  ],
  doubling: [
    [`{{ long${times(300, '|append:long')} }}`, 'refused', tooMuch],
    [`{{ long${times(300, '|prepend:long')} }}`, 'refused', tooMuch],
    [`{{ long | append: long | append: long }}`, 'rendered', 'x'.repeat(15_000)],
    [times(400, '{{ long }}'), 'refused', tooMuch],
    [times(300, '{{ wide | upcase }}'), 'refused', tooMuch],
    [times(100, '{{ wide | url_encode }}'), 'refused', tooMuch],
    [times(100, '{{ quotes | escape | escape | escape }}'), 'refused', tooMuch],
    ['{% assign x = long %}', 'refused', noTag],
    ['{% capture x %}{{ long }}{% endcapture %}', 'refused', noTag],
    ['{% assign x = long | append: long %}{% assign x = x | append: x %}', 'refused', noTag],
    ['{{ a | replace: "", long }}', 'refused', noFilter],
    ['{{ long | replace: "x", long }}', 'refused', noFilter],
    ['{{ long | split: "" | join: long }}', 'refused', noFilter],
    ['{{ a | times: 1000000000 }}', 'refused', noFilter],
    ['{{ "%9999999999d" | date: "%9999999999Y" }}', 'refused', noFilter],
    ['{{ "now" | date: "%99999999N" }}', 'refused', noFilter],
    ['{{ a | concat: a }}', 'refused', noFilter],
    ['{{ long | json }}', 'refused', noFilter],
    ['{{ long | inspect }}', 'refused', noFilter],
  ],
  parse: [
    [times(10_000, '{% if a %}'), 'refused', many],
    [times(10_000, '{% if a %}') + times(10_000, '{% endif %}'), 'refused', many],
    [times(250, '{% if a %}') + times(250, '{% endif %}'), 'refused', /nested at most 20 deep/],
    [times(250, '{% unless a %}') + times(250, '{% endunless %}'), 'refused', /nested at most/],
    [times(19, '{% if a %}') + times(19, '{% endif %}'), 'rendered', ''],
    [times(500, '{% if a %}'), 'refused', notClosed],
    [times(50_000, '{{'), 'refused', notClosed],
    [times(50_000, '{%'), 'refused', notClosed],
    [times(25_000, '{{}}'), 'refused', many],
    [times(25_000, '{%%}'), 'refused', many],
    [times(501, '{{ a }}'), 'refused', many],
    [times(500, '{{ a }}'), 'rendered', 'A'.repeat(500)],
    [`{{ ${times(49_000, 'a')} }}`, 'refused', /at most 5000 characters/],
    [`{{ "${times(49_000, '\\')} }}`, 'refused', notClosed],
    [`{{ "}}${times(90_000, 'x')}" }}`, 'refused', /at most 5000 characters/],
    [`{{ a${times(1_600, '[a')}${times(1_600, ']')} }}`, 'refused', /./],
    [`{{ a${times(400, '[a')}${times(400, ']')} }}`, 'refused', plain],
    [`{{ a${times(2_000, '.a')} }}`, 'refused', plain],
    [`{{ ${times(2_400, '(')}1${times(2_400, ')')} }}`, 'refused', /./],
    [`{% raw %}${times(20_000, '{{')}`, 'refused', 'the tag raw is not closed'],
    [`{% raw %}${times(20_000, '{% endraw ')}`, 'refused', 'the tag raw is not closed'],
    [`{% raw %}${times(20_000, '{{')}{% endraw %}`, 'rendered', times(20_000, '{{')],
    [`{% comment %}${times(300, '{% if a %}')}`, 'refused', notClosed],
    [`{% comment %}${times(300, '{% nope %}')}{% endcomment %}a`, 'rendered', 'a'],
    ['{% comment %}{% comment %}{% endcomment %}{% endcomment %}', 'refused', /has no beginning/],
    ['{% if a %}{% endunless %}', 'refused', /has no beginning/],
    ['{% endif %}', 'refused', 'the tag endif has no beginning'],
    ['{% else %}', 'refused', 'the tag else has no beginning'],
    ['{% if a %}{% else %}{% else %}{% endif %}', 'refused', unreadable],
    ['{% if %}{% endif %}', 'refused', unreadable],
    ['{% case %}{% endcase %}', 'refused', unreadable],
    [`{% case a %}${times(499, '{% when a %}')}`, 'refused', notClosed],
    [`{% case a %}{% when a${times(900, ',a')} %}x{% endcase %}`, 'rendered', /^x/],
    ['{{', 'refused', notClosed],
    ['{%', 'refused', notClosed],
    ['{{ a }', 'refused', notClosed],
    ['{{ "a }}', 'refused', notClosed],
    ['{{ }}', 'refused', unreadable],
    ['{% %}', 'refused', unreadable],
    ['{{{ a }}}', 'refused', unreadable],
    ['{{ a a }}', 'refused', oneValue],
    ['{{ a == }}', 'refused', oneValue],
    ['{% if a a %}{% endif %}', 'refused', oneValue],
    ['{{ a | upcase a }}', 'refused', unreadable],
    ['{{ a, b }}', 'refused', oneValue],
    ['{{ a | upcase, b }}', 'refused', oneValue],
    ['{{ a |}}', 'refused', oneValue],
    ['{% if a, b %}x{% endif %}', 'refused', oneValue],
    ['{% if nil %}{% elsif a ) %}x{% endif %}', 'refused', oneValue],
    ['{% unless a | upcase, b -%}x{% endunless %}', 'refused', oneValue],
    ['{{ a, "}}" }}', 'refused', oneValue],
    ['{{ a ) }}', 'refused', oneValue],
    ['{% case a, b %}{% when "A" %}x{% endcase %}', 'refused', oneValue],
    ['{% case a %}{% when "B" "A" %}x{% endcase %}', 'refused', oneValue],
    ['{% case a %}{% when "B" nonsense or "A" %}x{% endcase %}', 'refused', oneValue],
    ['{% case a %}{% when "B" or "A", "C"-%} x{% endcase %}', 'rendered', 'x'],
    ['{{ a || upcase }}', 'refused', unreadable],
    [`{{-${times(50_000, ' ')}-}}`, 'refused', /at most 5000/],
    [`${times(50_000, ' ')}{{- a -}}${times(40_000, ' ')}`, 'rendered', 'A'],
  ],
  prototype: [
    ['{{ constructor }}', 'missing'],
    ['{{ __proto__ }}', 'missing'],
    ['{{ prototype }}', 'missing'],
    ['{{ toString }}', 'missing'],
    ['{{ valueOf }}', 'missing'],
    ['{{ hasOwnProperty }}', 'missing'],
    ['{{ __defineGetter__ }}', 'missing'],
    ['{{ globalThis }}{{ process }}{{ require }}', 'missing'],
    ['{{ ["constructor"] }}', 'missing'],
    ['{{ ["__proto__"] }}', 'missing'],
    ['{% if constructor %}yes{% else %}no{% endif %}', 'rendered', 'no'],
    ['{{ constructor | default: "none" }}', 'rendered', 'none'],
    ['{{ constructor.constructor }}', 'refused', plain],
    ['{{ a.constructor }}', 'refused', plain],
    ['{{ a["constructor"]["constructor"] }}', 'refused', plain],
    ['{{ "".constructor }}', 'refused', plain],
    ['{{ a.__proto__.polluted }}', 'refused', plain],
    ['{{ a.size }}', 'refused', plain],
    ['{{ size }}', 'missing'],
    ['{{ a.first }}{{ a.last }}', 'refused', plain],
    ['{{ a.length }}', 'refused', plain],
    ['{{ a[0] }}', 'refused', plain],
    ['{{ [a] }}', 'refused', plain],
    ['{{ [["a"]] }}', 'refused', plain],
    ['{{ [] }}', 'refused', /1 to 64 characters$/],
    ['{{ a | constructor }}', 'refused', noFilter],
    ['{{ a | __proto__ }}', 'refused', noFilter],
    ['{{ a | toString }}', 'refused', noFilter],
    ['{% constructor %}', 'refused', noTag],
    ['{% __proto__ %}', 'refused', noTag],
    [`{{ ["${'n'.repeat(65)}"] }}`, 'refused', /1 to 64 characters$/],
  ],
  file: [
    ['{% include "/etc/passwd" %}', 'refused', noTag],
    ['{% render "../../secret" %}', 'refused', noTag],
    ['{% layout "x" %}', 'refused', noTag],
    ['{% block x %}{% endblock %}', 'refused', noTag],
    ['{% section "x" %}', 'refused', noTag],
    ['{% echo a %}', 'refused', noTag],
    ['{% # nothing %}', 'refused', noTag],
    ['{% javascript %}{% endjavascript %}', 'refused', noTag],
    [`{% ${'t'.repeat(4_000)} %}`, 'refused', /^there is no tag t{64};/],
    [`{{ a | ${'f'.repeat(4_000)} }}`, 'refused', /^there is no filter f{64};/],
  ],
  argument: [
    ['{{ a | truncate: -1 }}', 'refused', count],
    ['{{ a | truncate: 1e309 }}', 'missing'],
    ['{{ a | truncate: 2.5 }}', 'refused', count],
    ['{{ a | truncate: "many" }}', 'refused', count],
    ['{{ a | truncate: nil }}', 'refused', count],
    ['{{ a | truncate: true }}', 'refused', count],
    ['{{ a | truncate: 99999999999999999999 }}', 'refused', count],
    ['{{ a | truncate: 0 }}', 'rendered', '...'],
    ['{{ long | truncate: digits }}', 'rendered', 'xx...'],
    ['{{ a | truncate: 5, "", 3 }}', 'refused', /0 to 2, got 3$/],
    ['{{ a | truncatewords: -1 }}', 'refused', count],
    ['{{ a | truncatewords: 999999999 }}', 'rendered', 'A'],
    ['{{ "one two" | truncatewords: 0 }}', 'rendered', 'one...'],
    ['{{ a | append }}', 'refused', /: 1, got 0$/],
    ['{{ a | append: a, a }}', 'refused', /: 1, got 2$/],
    ['{{ a | default }}', 'refused', /: 1, got 0$/],
    ['{{ a | default: "x", allow_false: true }}', 'refused', /: 1, got 2$/],
    ['{{ a | upcase: a }}', 'refused', /: 0, got 1$/],
    ['{{ a | append: key: "x" }}', 'refused', 'filters take no named arguments'],
    ['{{ nil | append: blank }}', 'rendered', ''],
  ],
  expression: [
    ['{{ spaces | strip }}', 'rendered', 'x'],
    ['{{ spaces | rstrip | lstrip }}', 'rendered', 'x'],
    ['{{ spaces | truncatewords: 1 }}', 'rendered', /x$/],
    ['{% if spaces == blank %}x{% endif %}', 'rendered', ''],
    ['{{ spaces | squish }}', 'refused', noFilter],
    ['{{ long | slugify }}', 'refused', noFilter],
    ['{{ long | strip_html }}', 'refused', noFilter],
    ['{{ long | newline_to_br }}', 'refused', noFilter],
    ['{{ a | raw }}', 'refused', noFilter],
    ['{{ a | where_exp: "x", "x.y" }}', 'refused', noFilter],
    ['{{ a | sha256 }}', 'refused', noFilter],
    ['{{ "%E0%A4%A" | url_decode }}', 'refused', noFilter],
  ],
  unicode: [
    ['{{ "\\u0000" }}', 'rendered', '\0'],
    ['{{ half | url_encode }}', 'rendered', '%EF%BF%BD'],
    ['{{ half }}', 'rendered', '\ufffd'],
    ['{{ "\\ud800" }}', 'rendered', '\ufffd'],
    ['{{ \u{1f600} }}', 'missing'],
    ['{{ \u200b }}', 'missing'],
    ['{{ \u0430 }}', 'missing'],
    ['{{\u00a0a\u00a0}}', 'rendered', 'A'],
    ['\u202e{{ a }}', 'rendered', '\u202eA'],
    ['{{ "\u{1f469}\u200d\u{1f467}" | truncate: 1, "" }}', 'rendered', '\u{1f469}'],
    ['\uff5b\uff5b a \uff5d\uff5d', 'rendered', '\uff5b\uff5b a \uff5d\uff5d'],
    ['{{ "\\r\\n" }}.', 'rendered', '\r\n.'],
  ],
  injection: [
    ['{{ liquid }}', 'rendered', hostileVariables.liquid ?? ''],
    ['{{ markup }}', 'rendered', hostileVariables.markup ?? ''],
  ],
};

const byHtml: Record<string, Entry[]> = {
  html: [
    ['{{ markup }}', 'rendered', '&lt;script&gt;alert(1)&lt;/script&gt;'],
    ['<a title="{{ attribute }}">', 'rendered', /^[^"]*"&#34; onmouseover=&#34;alert\(1\)">$/],
    ['{{ markup | escape }}', 'rendered', '&lt;script&gt;alert(1)&lt;/script&gt;'],
    ['{{ "<b>" | append: markup }}', 'rendered', /^&lt;b&gt;&lt;script&gt;/],
    ['{{ markup | url_encode }}', 'rendered', '%3Cscript%3Ealert(1)%3C%2Fscript%3E'],
    ['{{ "<b>" }}', 'rendered', '&lt;b&gt;'],
    ['{{ markup | raw }}', 'refused', noFilter],
    ['{{ markup | truncate: 3, "<i>" }}', 'rendered', '&lt;i&gt;'],
    ['{{ missing | default: markup }}', 'rendered', /^&lt;script/],
    [`${times(400_000, 'x')}{{ a }}`, 'rendered', /A$/],
    [`${times(490_000, 'x')}{% nope %}`, 'refused', noTag],
    [`${times(500_000, 'x')}{{ a }}`, 'refused', /at most 500000 characters$/],
    [`${times(250_000, '\n')}{{ a.b }}`, 'refused', plain],
    [times(90, '{{ quotes }}'), 'refused', tooMuch],
  ],
};

const bySubject: Record<string, Entry[]> = {
  header: [
    ['{{ crlf }}', 'rendered', hostileVariables.crlf ?? ''],
    ['{{ lf }}', 'rendered', hostileVariables.lf ?? ''],
    ['{{ "a\\r\\nBcc: x@example.com" }}', 'rendered', 'a\r\nBcc: x@example.com'],
    ['{{ "a\\u000d" }}', 'rendered', 'a\r'],
    ['{{ crlf | strip_newlines }}', 'rendered', 'HiBcc: everybody@example.com'],
  ],
};

/** All of them, named after their group and what they begin with. */
export const hostileTemplates: readonly HostileTemplate[] = [
  ...toTemplates('text', byText),
  ...toTemplates('html', byHtml),
  ...toTemplates('subject', bySubject),
];

function toTemplates(
  field: HostileTemplate['field'],
  groups: Record<string, Entry[]>,
): HostileTemplate[] {
  return Object.entries(groups).flatMap(([group, entries]) =>
    entries.map(([source, ends, text], index) => ({
      name: `${group} ${index + 1}: ${source.slice(0, 40)}`,
      source,
      field,
      ends,
      ...(text === undefined ? {} : { text }),
    })),
  );
}
