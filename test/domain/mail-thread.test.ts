import { describe, expect, test } from 'vitest';
import { parseMailHeader } from '#domain/mail-header';
import { readMailThread } from '#domain/mail-thread';
import { fromMessageIdHeader, toMessageIdHeader } from '#domain/threading';

const read = (...lines: string[]) => readMailThread(parseMailHeader(lines.join('\n')));

describe('V2: the thread of a mail', () => {
  test('is References and In-Reply-To, the oldest first, each once', () => {
    const thread = read(
      'Message-ID: <new@mail.example.com>',
      'References: <root@x> <middle@x>',
      'In-Reply-To: <last@x>',
    );
    expect(thread).toEqual({
      messageId: '<new@mail.example.com>',
      threadIds: ['<root@x>', '<middle@x>', '<last@x>'],
      answers: [],
    });
    const again = read('References: <root@x>\n <last@x>', 'In-Reply-To: <last@x>');
    expect(again.threadIds).toEqual(['<root@x>', '<last@x>']);
    expect(again.messageId).toBeNull();
  });

  test('names our messages, the nearest first: In-Reply-To, then References from the last', () => {
    const thread = read(
      'References: <msg_1@a.org> <other@b.org> <msg_2@a.org> <msg_3@a.org>',
      'In-Reply-To: <msg_1@a.org>',
    );
    expect(thread.answers).toEqual(['msg_1', 'msg_3', 'msg_2']);
  });

  test('has well-formed ids alone', () => {
    const bad = ['<>', '<a>', '<a b@x>', '<@x>', '<a@>', `<${'a'.repeat(249)}@x>`, 'a@x', '<a@x'];
    const thread = read(`Message-ID: ${bad[1]}`, `References: ${bad.join(' ')} <good@x>`);
    expect(thread).toMatchObject({ messageId: null, threadIds: ['<good@x>'] });
    expect(read(`Message-ID: <${'a'.repeat(246)}@x>`).messageId).toHaveLength(250);
  });

  test('of hundreds keeps the first, which is the root, and the last', () => {
    const ids = Array.from({ length: 300 }, (_, index) => `<msg_${index}@x>`);
    const { threadIds, answers } = read(`References: ${ids.join('\n ')}`);
    expect(threadIds).toHaveLength(50);
    expect([threadIds[0], threadIds[1], threadIds[49]]).toEqual([ids[0], ids[251], ids[299]]);
    expect([answers.length, answers[0], answers[49]]).toEqual([50, 'msg_299', 'msg_250']);
  });

  test.each(['<', '<a@', '<a', '@', '<@@@', ' ', '<a@b'])(
    'of a megabyte of %j is read at once',
    (piece) => {
      const startedMs = performance.now();
      read(`References: ${piece.repeat(1_048_576 / piece.length)}`);
      expect(performance.now() - startedMs).toBeLessThan(10_000);
    },
  );
});

describe('a Message-ID', () => {
  test('of ours leads back to the message', () => {
    const id = 'msg_0199c1de-7b5e-7c40-8a65-2b6f4f0f7c11';
    expect(fromMessageIdHeader(toMessageIdHeader(id, 'front@example.com'))).toBe(id);
  });

  test.each(['<x@y>', 'msg_1@x', '<msg_1>', '<a.msg_1@x>', '<msg_@x>', "<msg_'--@x>"])(
    "%s is anybody else's",
    (header) => {
      expect(fromMessageIdHeader(header)).toBeNull();
    },
  );
});
