import { describe, expect, test } from 'vitest';
import { decideGate, type GateFacts } from '#domain/decide-gate';

const sendAt = new Date('2027-01-15T09:00:00Z');
const graceMs = 900_000;

function facts(overrides: Partial<GateFacts> = {}): GateFacts {
  const sender = { id: 'snd_1', active: true, deleted: false };
  const fine = { suppressed: false, contactDeleted: false };
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
      code: 'sender_inactive',
      detail: 'the sender snd_1 is inactive',
    });
    const deleted = { id: 'snd_1', active: false, deleted: true };
    expect(decideGate(facts({ sender: deleted }))).toEqual({
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

  test('T6: one that is to be sent late all the same goes', () => {
    const now = new Date(sendAt.getTime() + 10 * graceMs);
    const ifLate = { afterMs: graceMs, action: 'send' } as const;
    expect(decideGate(facts({ now, ifLate }))).toBeNull();
    expect(decideGate(facts({ now }))).toBeNull();
  });
});
