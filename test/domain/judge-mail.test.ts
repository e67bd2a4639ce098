import { describe, expect, test } from 'vitest';
import { judgeMail } from '#domain/judge-mail';
import { parseMailHeader } from '#domain/mail-header';

const person = 'Ana <ana@example.com>';
const judge = (header: string, from = person, returnPath = 'ana@example.com') =>
  judgeMail({ header: parseMailHeader(header), from, returnPath });

describe('a mail is', () => {
  test.each(['', 'Auto-Submitted: no', 'Auto-Submitted: No ; x=y', 'Precedence: first-class'])(
    "a person's, with the header %j",
    (header) => {
      expect(judge(header)).toBe('person');
    },
  );

  test.each([
    'Auto-Submitted: auto-replied',
    'AUTO-SUBMITTED: auto-generated; owner-email="ana@example.com"',
    'Auto-Submitted: nonsense',
    'X-Autoreply: yes',
    'X-Autorespond: Away',
    'Precedence: bulk',
    'Precedence: auto_reply',
    'Precedence: Junk',
  ])("a program's, with %s", (header) => {
    expect(judge(header)).toBe('program');
    // Exchange sends its absence notes so.
    expect(judge(header, person, '')).toBe('program');
  });

  test.each([
    ['', person, ''],
    ['', person, '<>'],
    ['', 'Mail Delivery Subsystem <MAILER-DAEMON@mx.example.com>', 'x@example.com'],
    ['', 'MAILER-DAEMON', ''],
    ['Auto-Submitted: auto-replied', 'Mailer-Daemon@example.com', ''],
    ['Content-Type: multipart/report; report-type=delivery-status;\n boundary=x', person, ''],
    ['Content-Type: Multipart/Report; report-type=disposition-notification', person, 'a@b.c'],
  ])('a bounce, or another report: %j from %s by %j', (header, from, returnPath) => {
    expect(judge(header, from, returnPath)).toBe('bounce');
  });
});
