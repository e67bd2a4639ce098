import { describe, expect, test } from 'vitest';
import { parseMailHeader } from '#domain/mail-header';

describe('the header of a mail', () => {
  test('has fields by their names, in any case, as often as they come', () => {
    const header = parseMailHeader('Received: one\nMESSAGE-ID: <a@x>\nreceived: two\n');
    expect(header('message-id')).toEqual(['<a@x>']);
    expect(header('received')).toEqual(['one', 'two']);
    expect(header('subject')).toEqual([]);
  });

  test.each(['\n', '\r\n'])('puts folded lines together, lines ending in %j', (end) => {
    const text = ['References: <a@x>', ' <b@x>', '\t<c@x>', 'Subject: x'].join(end);
    const header = parseMailHeader(text);
    expect(header('references').join().split(/\s+/)).toEqual(['<a@x>', '<b@x>', '<c@x>']);
    expect(header('subject')).toEqual(['x']);
  });

  test('leaves out what is no field', () => {
    const header = parseMailHeader('nonsense\n: nameless\n\n__proto__: x\nSubject:\n');
    expect(header('subject')).toEqual(['']);
    expect(header('__proto__')).toEqual(['x']);
    expect(header('')).toEqual([]);
  });
});
