import { describe, expect, test } from 'vitest';
import { channels } from '#domain/message';
import {
  channelsSuppressedBy,
  isOptOut,
  parseOptOutWord,
  suppressionReasons,
  toSuppressionChannel,
} from '#domain/suppression';

describe('C6: an opt-out', () => {
  test.each(['STOP', 'stop', ' Stop\n', 'STOPALL', 'UNSUBSCRIBE', 'cancel', 'END', 'quit'])(
    'is the word %j',
    (text) => {
      expect(parseOptOutWord(text)).toBe('opt_out');
    },
  );

  test.each(['START', 'unstop', 'Yes'])('is lifted by %j', (text) => {
    expect(parseOptOutWord(text)).toBe('opt_in');
  });

  test.each(['', 'please stop', 'STOP it', 'stopp', 'HELP', 'constructor', '__proto__', 'ok'])(
    'is not %j',
    (text) => {
      expect(parseOptOutWord(text)).toBeNull();
    },
  );

  test('holds for SMS and MMS together, and for every other channel alone', () => {
    expect(channelsSuppressedBy('sms')).toEqual(['sms', 'mms']);
    for (const channel of channels) {
      expect(channelsSuppressedBy(toSuppressionChannel(channel))).toContain(channel);
    }
  });

  test('is every reason but a bounce', () => {
    expect(suppressionReasons.filter((reason) => !isOptOut(reason))).toEqual(['bounced']);
  });
});
