import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseMailbox, parseMailboxes } from '#domain/mailbox';

describe('the mailbox that a mail is from', () => {
  test.each([
    ['ana@example.com', 'ana@example.com'],
    ['<Ana@Example.COM>', 'ana@example.com'],
    ['Ana Lima <ana@example.com>', 'ana@example.com'],
    ['"Lima, Ana" <ana@example.com>', 'ana@example.com'],
    ['"Ana \\"the <boss>\\" Lima" <ana@example.com>', 'ana@example.com'],
    ['=?UTF-8?Q?Ana_Lim=C3=A3?= <ana@example.com>', 'ana@example.com'],
    ['=?utf-8?B?QW5hIDxldmlsQHg+?= <ana@example.com>', 'ana@example.com'],
    ['ana@example.com (Ana (Lima) <evil@example.org>)', 'ana@example.com'],
    ['Ana <ana+tag@example.com>, Bo <bo@example.com>', 'ana+tag@example.com'],
    ['Team: Ana <ana@example.com>;', 'ana@example.com'],
    // Names as they are once SendGrid has decoded them.
    ['Lima, Ana <ana@example.com>', 'ana@example.com'],
    ['evil@example.org, <ana@example.com>', 'ana@example.com'],
    ['<evil@example.org> <ana@example.com>', 'ana@example.com'],
    ['Ana "the boss <ana@example.com>', 'ana@example.com'],
    ['Ana :( <ana@example.com>', 'ana@example.com'],
    [
      '\u0410\u043d\u0430@\u043f\u0440\u0438\u043c\u0435\u0440.\u0440\u0444',
      '\u0430\u043d\u0430@\u043f\u0440\u0438\u043c\u0435\u0440.\u0440\u0444',
    ],
  ])('%s is %s', (field, address) => {
    expect(parseMailbox(field)).toBe(address);
  });

  test.each(['', 'Ana', '<>', 'Ana <>', '@', 'a@', '@b', 'a b@c d', `${'a'.repeat(300)}@x.org`])(
    '%j has none',
    (field) => {
      expect(parseMailbox(field)).toBeNull();
    },
  );
});

describe('the mailboxes that a mail is to', () => {
  test('come in their order, without what is none', () => {
    const field = 'Team: "Lima, Ana" <Ana@x.org>, bo@x.org;, nobody, <>, Cy (at home) <cy@x.org>';
    expect(parseMailboxes(field)).toEqual(['ana@x.org', 'bo@x.org', 'cy@x.org']);
  });

  test('of any text are addresses or none, and long ones take no time', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (field) => {
        for (const address of parseMailboxes(field)) expect(address).toContain('@');
      }),
    );
    for (const piece of ['<', '"', '(', 'a@b,', '<a@', '\\']) {
      const startedMs = performance.now();
      const field = piece.repeat(1_000_000);
      expect(parseMailboxes(field).length).toBeLessThan(20_000);
      expect(parseMailbox(field)).toEqual(piece === 'a@b,' ? 'a@b' : null);
      expect(performance.now() - startedMs).toBeLessThan(10_000);
    }
  });
});
