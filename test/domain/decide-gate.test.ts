import { describe, expect, test } from 'vitest';
import { decideGate, type GateFacts } from '#domain/decide-gate';

const sendAt = new Date('2027-01-15T09:00:00Z');
const graceMs = 900_000;

function facts(overrides: Partial<GateFacts> = {}): GateFacts {
  const sender = { id: 'snd_1', active: true, deleted: false };
  const fine = { suppressed: false, contactDeleted: false, quiet: null, quietMs: 0 };
  return { sendAt, now: sendAt, ifLate: null, sender, ...fine, ...overrides };
}

describe('the last look before the provider is called', () => {
  test('a message on time, from a sender that is there, may go', () => {
    expect(decideGate(facts())).toBeNull();
  });

  test('C6: a recipient that wants no more messages gets none', () => {
    expect(decideGate(facts({ suppressed: true }))).toMatchObject({ code: 'recipient_suppressed' });
  });

  test('C4: nothing goes to a contact that was deleted', () => {
    expect(decideGate(facts({ contactDeleted: true }))).toMatchObject({ code: 'contact_deleted' });
  });

  test('N4: a sender that was deactivated or deleted is named', () => {
    const inactive = { id: 'snd_1', active: false, deleted: false };
    expect(decideGate(facts({ sender: inactive }))).toEqual({
      kind: 'refused',
      code: 'sender_inactive',
      detail: 'the sender snd_1 is inactive',
    });
    const deleted = { id: 'snd_1', active: false, deleted: true };
    expect(decideGate(facts({ sender: deleted }))).toEqual({
      kind: 'refused',
      code: 'sender_unknown',
      detail: 'the sender snd_1 was deleted',
    });
  });

  test('T6: later than its grace it is skipped, exactly at it it goes', () => {
    const ifLate = { afterMs: graceMs, action: 'skip' } as const;
    const late = (ms: number) => facts({ ifLate, now: new Date(sendAt.getTime() + ms) });
    expect(decideGate(late(graceMs))).toBeNull();
    expect(decideGate(late(graceMs + 1))).toMatchObject({ code: 'expired' });
  });

  test('T7: in quiet hours it waits, before lateness or its sender are looked at', () => {
    const until = new Date('2027-01-15T20:00:00Z');
    const quiet = { until, timeZone: 'Europe/Berlin', zoneOf: 'contact' } as const;
    const late = { now: new Date(sendAt.getTime() + 2 * graceMs) };
    const ifLate = { afterMs: graceMs, action: 'skip' } as const;
    const inactive = { id: 'snd_1', active: false, deleted: false };
    expect(decideGate(facts({ ...late, ifLate, quiet, sender: inactive }))).toEqual({
      kind: 'quiet',
      quiet,
    });
    expect(decideGate(facts({ quiet, suppressed: true }))).toMatchObject({ kind: 'refused' });
    expect(decideGate(facts({ quiet, contactDeleted: true }))).toMatchObject({ kind: 'refused' });
  });

  test('T6: the time that quiet hours took makes nothing late', () => {
    const ifLate = { afterMs: graceMs, action: 'skip' } as const;
    const now = new Date(sendAt.getTime() + 11 * 3_600_000);
    const quietMs = 11 * 3_600_000 - graceMs;
    expect(decideGate(facts({ now, ifLate, quietMs }))).toBeNull();
    expect(decideGate(facts({ now, ifLate, quietMs: quietMs - 1 }))).toMatchObject({
      code: 'expired',
    });
  });

  test('T6: one that is to be sent late all the same goes', () => {
    const now = new Date(sendAt.getTime() + 10 * graceMs);
    const ifLate = { afterMs: graceMs, action: 'send' } as const;
    expect(decideGate(facts({ now, ifLate }))).toBeNull();
    expect(decideGate(facts({ now }))).toBeNull();
  });
});
