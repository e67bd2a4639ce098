import { describe, expect, test } from 'vitest';
import { LEAD_MS } from '#domain/delivery';
import { type Status, statuses } from '#domain/status';
import { decideRelay, type RelayFacts } from '#temporal/decide-relay';

const now = new Date('2027-01-15T09:00:00Z');
const hourMs = 3_600_000;

function facts(overrides: Partial<RelayFacts> = {}): RelayFacts {
  return {
    channel: 'sms',
    status: 'scheduled',
    version: 3,
    dueAt: new Date(now.getTime() + hourMs),
    cancelReason: null,
    byBatch: false,
    wasRequested: false,
    isNew: true,
    company: 1,
    ...overrides,
  };
}

describe('what Temporal is told of a message', () => {
  test('a new one is started, delayed until shortly before it is due', () => {
    expect(decideRelay(facts(), now, 0)).toEqual({
      kind: 'start',
      target: { version: 3, dueAtMs: now.getTime() + hourMs },
      delayMs: hourMs - LEAD_MS,
    });
  });

  test.each([0, 1, LEAD_MS, -hourMs])('one that is due in %i ms is started at once', (ms) => {
    const dueAt = new Date(now.getTime() + ms);
    expect(decideRelay(facts({ dueAt }), now, 0)).toMatchObject({ kind: 'start', delayMs: 0 });
  });

  test('one that was asked for in vain is started with its delay all the same', () => {
    expect(decideRelay(facts({ wasRequested: true }), now, 0)).toMatchObject({ kind: 'start' });
  });

  test('one that was started before is told of its newest version', () => {
    expect(decideRelay(facts({ wasRequested: true, isNew: false }), now, 0)).toEqual({
      kind: 'reschedule',
      target: { version: 3, dueAtMs: now.getTime() + hourMs },
    });
  });

  test('one that was canceled before it was asked for needs no workflow', () => {
    const canceled = facts({ status: 'canceled', cancelReason: 'contact_deleted' });
    expect(decideRelay(canceled, now, 0)).toEqual({ kind: 'none' });
  });

  test.each([
    ['requested', 'cancel'],
    ['opted_out', 'cancel'],
    ['contact_deleted', 'contactDeleted'],
  ] as const)('C4: one that was canceled for %s ends by the signal %s', (cancelReason, kind) => {
    const canceled = facts({ status: 'canceled', cancelReason, wasRequested: true });
    expect(decideRelay(canceled, now, 0)).toEqual({ kind });
  });

  const claimed = statuses.filter((status) => status !== 'scheduled' && status !== 'canceled');
  test.each(claimed)('one that is %s learns it from its row', (status: Status) => {
    expect(decideRelay(facts({ status, wasRequested: true }), now, 0)).toEqual({ kind: 'none' });
  });

  test('one of a crowd is started, delayed until the crowd is gone', () => {
    const action = decideRelay(facts({ company: 5_000 }), now, 0);
    expect(action).toMatchObject({ kind: 'start', delayMs: hourMs + 10_000 });
  });
});
