import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decideThread, type EarlierEmails } from '#domain/decide-thread';

const email = { id: 'msg_9', from: 'desk@example.com', subject: 'Your table' };
const nothing: EarlierEmails = { replies: [], sent: [] };

function reply(overrides: Partial<EarlierEmails['replies'][number]> = {}) {
  return {
    subject: 'Re: Your table',
    messageId: '<b@mail.example>',
    threadIds: ['<msg_1@example.com>'],
    ...overrides,
  };
}
const afterReply = (overrides: Parameters<typeof reply>[0] = {}) =>
  decideThread(email, { ...nothing, replies: [reply(overrides)] });

describe('V2: an email continues the thread of a reply', () => {
  test('with the same base subject: it answers the reply, and names its whole thread', () => {
    expect(afterReply()).toEqual({
      inReplyTo: '<b@mail.example>',
      references: ['<msg_1@example.com>', '<b@mail.example>'],
    });
  });

  test('the newest of them, whatever else was written since', () => {
    const replies = [
      reply({ subject: 'Parking', messageId: '<d@mail.example>' }),
      reply({ subject: 'AW: your  TABLE', messageId: '<c@mail.example>' }),
      reply(),
    ];
    expect(decideThread(email, { ...nothing, replies })?.inReplyTo).toBe('<c@mail.example>');
  });

  test('though it calls itself an answer, and one of ours went out since', () => {
    const earlier = {
      replies: [reply()],
      sent: [{ id: 'msg_8', subject: 'Your table' }],
    };
    const answer = { ...email, subject: 'Re: Your table' };
    expect(decideThread(answer, earlier)?.inReplyTo).toBe('<b@mail.example>');
  });

  test('that named no thread', () => {
    const alone = { inReplyTo: '<b@mail.example>', references: ['<b@mail.example>'] };
    expect(afterReply({ threadIds: null })).toEqual(alone);
    expect(afterReply({ threadIds: [] })).toEqual(alone);
  });

  test('not with another subject, with none, or with an empty one', () => {
    expect(afterReply({ subject: 'Your tables' })).toBeNull();
    expect(afterReply({ subject: null })).toBeNull();
    const empty = { ...email, subject: 'Re:' };
    const replies = [reply({ subject: 'Re:' })];
    expect(decideThread(empty, { ...nothing, replies })).toBeNull();
  });

  test('not that of an answer to itself, when it is sent again', () => {
    expect(afterReply({ threadIds: ['<msg_9@example.com>'] })).toBeNull();
  });

  test('each id once, the answered one last', () => {
    const threadIds = ['<a@x>', '<b@mail.example>', '<a@x>', '<c@x>'];
    expect(afterReply({ threadIds })?.references).toEqual(['<a@x>', '<c@x>', '<b@mail.example>']);
  });

  test.each([
    [18, 19],
    [19, 20],
    [20, 20],
    [500, 20],
  ])('after %i ids it names %i: the first and the newest', (length, count) => {
    const threadIds = Array.from({ length }, (_, index) => `<${index}@x>`);
    const references = afterReply({ threadIds })?.references ?? [];
    expect(references).toHaveLength(count);
    expect(references[0]).toBe('<0@x>');
    expect(references.slice(-2)).toEqual([`<${length - 1}@x>`, '<b@mail.example>']);
    expect(new Set(references).size).toBe(count);
  });
});

describe('V2: an answer without a reply in sight continues the newest email of ours', () => {
  const sent = [
    { id: 'msg_3', subject: 'Parking' },
    { id: 'msg_2', subject: 'Re: Your table' },
    { id: 'msg_1', subject: 'Your table' },
  ];

  test('with its base subject', () => {
    const answer = { ...email, subject: 'Re: Your table' };
    expect(decideThread(answer, { ...nothing, sent })).toEqual({
      inReplyTo: '<msg_2@example.com>',
      references: ['<msg_2@example.com>'],
    });
  });

  test('not when it does not call itself one', () => {
    for (const subject of ['Your table', 'Fwd: Your table', '[desk] Your table']) {
      expect(decideThread({ ...email, subject }, { ...nothing, sent })).toBeNull();
    }
  });

  test('and opens a thread when there is none', () => {
    expect(decideThread({ ...email, subject: 'Re: Your chair' }, { ...nothing, sent })).toBeNull();
    expect(decideThread(email, nothing)).toBeNull();
  });
});

describe('V2: what a stranger wrote cannot break a header', () => {
  const bad = [
    '<a@x>\r\nBcc: victim@example.com',
    '<a@x>\n',
    '\r\n <a@x>',
    '<a @x>',
    '<a\t@x>',
    '<a@x> <b@x>',
    '<a@x>,<b@x>',
    '<a\u0000@x>',
    '<\u00e9@x>',
    '<a\u2028@x>',
    '<ax>',
    'a@x',
    '<>',
    '<@>',
    '',
    `<${'a'.repeat(247)}@x>`,
    7,
    null,
    { toString: () => '<a@x>' },
  ];

  test.each(bad)('%j is no Message-ID', (id) => {
    expect(afterReply({ threadIds: [id, '<c@x>'] })?.references).toEqual([
      '<c@x>',
      '<b@mail.example>',
    ]);
    if (typeof id === 'string') expect(afterReply({ messageId: id, threadIds: [] })).toBeNull();
  });

  test('250 characters are one', () => {
    const longest = `<${'a'.repeat(246)}@x>`;
    expect(longest).toHaveLength(250);
    expect(afterReply({ messageId: longest })?.inReplyTo).toBe(longest);
  });

  test('a reply with a bad Message-ID still keeps the thread, by what it named', () => {
    expect(afterReply({ messageId: 'bad' })).toEqual({
      inReplyTo: '<msg_1@example.com>',
      references: ['<msg_1@example.com>'],
    });
  });

  test('whatever comes, what goes out is ids alone', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('<a@x>', '\r\n', '<', '>@'),
    );
    const text = fc.array(piece, { maxLength: 5 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, fc.array(text), (messageId, threadIds) => {
        const thread = afterReply({ messageId, threadIds });
        for (const id of thread ? [thread.inReplyTo, ...thread.references] : []) {
          expect(id).toMatch(/^<[\x21-\x7e]+@[\x21-\x7e]+>$/);
        }
      }),
    );
  });
});
