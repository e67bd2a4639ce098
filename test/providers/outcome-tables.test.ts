import { describe, expect, test } from 'vitest';
import type { OutcomeTable, Verdict } from '#providers/outcome-table';
import { readRetryAfter } from '#providers/read-retry-after';
import { sendgridOutcomes } from '#providers/sendgrid-outcomes';
import { smtpOutcomes } from '#providers/smtp-outcomes';
import { toOutcome } from '#providers/to-outcome';
import { twilioOutcomes } from '#providers/twilio-outcomes';

type Row = readonly [status: number, code: string | null, verdict: Verdict];

const rows: readonly (readonly [string, OutcomeTable, readonly Row[]])[] = [
  [
    'Twilio',
    twilioOutcomes,
    [
      [400, '21211', 'refused'],
      [400, '21610', 'refused'],
      [400, '21617', 'refused'],
      [400, '21611', 'not_sent'],
      [400, '21910', 'refused'],
      [400, '99999', 'refused'],
      [400, null, 'refused'],
      [401, '20003', 'not_sent'],
      [400, '20003', 'not_sent'],
      [403, null, 'not_sent'],
      [404, '20404', 'not_sent'],
      [408, null, 'ambiguous'],
      [429, '20429', 'not_sent'],
      [429, null, 'not_sent'],
      [500, '20500', 'ambiguous'],
      [503, null, 'ambiguous'],
      [302, null, 'ambiguous'],
      [999, null, 'ambiguous'],
    ],
  ],
  [
    'SendGrid',
    sendgridOutcomes,
    [
      [400, null, 'refused'],
      [401, null, 'not_sent'],
      [403, null, 'not_sent'],
      [413, null, 'refused'],
      [429, null, 'not_sent'],
      [500, null, 'ambiguous'],
      [502, null, 'ambiguous'],
      [301, null, 'ambiguous'],
    ],
  ],
  [
    'SMTP',
    smtpOutcomes,
    [
      [421, null, 'not_sent'],
      [450, null, 'not_sent'],
      [452, null, 'not_sent'],
      [530, null, 'not_sent'],
      [535, null, 'not_sent'],
      [550, null, 'refused'],
      [552, null, 'refused'],
      [554, null, 'refused'],
      [250, null, 'ambiguous'],
    ],
  ],
];

describe.each(rows)('what %s answers', (_, table, answers) => {
  test.each(answers)('%i, code %s: %s', (status, code, verdict) => {
    expect(toOutcome({ status, code }, table).kind).toBe(verdict);
  });
});

describe('an outcome', () => {
  test("carries the vendor's code, and what it means", () => {
    const outcome = toOutcome({ status: 400, code: '21610' }, twilioOutcomes);
    expect(outcome).toEqual({
      kind: 'refused',
      code: '21610',
      detail: 'the recipient has opted out',
    });
  });

  test('carries the status where there is no code', () => {
    expect(toOutcome({ status: 550, code: null }, smtpOutcomes, 'smtp_')).toMatchObject({
      code: 'smtp_550',
    });
  });

  test('carries how long to wait', () => {
    const answer = { status: 429, code: '20429', retryAfterMs: 7_000 };
    expect(toOutcome(answer, twilioOutcomes)).toEqual({
      kind: 'not_sent',
      code: '20429',
      retryAfterMs: 7_000,
    });
  });
});

describe('Retry-After', () => {
  const nowMs = Date.parse('2027-01-15T09:00:00Z');
  test.each([
    ['0', 0],
    ['120', 120_000],
    [' 5 ', 5_000],
    ['Fri, 15 Jan 2027 09:01:00 GMT', 60_000],
    ['Fri, 15 Jan 2027 08:00:00 GMT', 0],
    ['999999999', 21_600_000],
    ['soon', undefined],
    ['', undefined],
    ['-5', undefined],
    ['1.5', undefined],
    [undefined, undefined],
    [['1'], undefined],
  ])('%j means %s ms', (header, ms) => {
    expect(readRetryAfter(header, nowMs)).toBe(ms);
  });
});
