import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ChoosableSender, decideSenderChoices } from '#domain/decide-sender-choices';
import { decideUsualSender } from '#domain/decide-usual-sender';
import { mayUseSender } from '#domain/may-use-sender';
import { type Channel, channels } from '#domain/message';
import { whySenderRefused } from '#domain/why-sender-refused';

type Line = ChoosableSender & { channel: Channel };

const ME = 'usr_me';
const ids = ['snd_a', 'snd_b', 'snd_c', 'snd_d', 'snd_e'];
const anActor = fc.constantFrom(
  { role: 'admin' as const, userId: ME },
  { role: 'user' as const, userId: ME },
);
const aLine = (id: string, channel: fc.Arbitrary<Channel>): fc.Arbitrary<Line> =>
  fc.record({
    id: fc.constant(id),
    name: fc.constantFrom('Ana', 'Ben', 'ana', 'Ärzte', ''),
    channel,
    active: fc.boolean(),
    isDefault: fc.boolean(),
    assignedUserId: fc.constantFrom(null, ME, 'usr_other'),
    deletedAt: fc.constantFrom(null, new Date(0)),
  });
/** At most one is the default, as the database sees to. */
const lines = fc.tuple(...ids.map((id) => aLine(id, fc.constant('sms')))).map((all) =>
  all.map((it, at) => ({
    ...it,
    isDefault: it.isDefault && !all.slice(0, at).some((b) => b.isDefault),
  })),
);
const aLastUsed = fc.constantFrom(null, 'snd_gone', ...ids);

/** N7, said once more and in other words: by what is forbidden. */
function isForeign(role: string, it: Line, lastUsedId: string | null): boolean {
  return !(
    role === 'admin' ||
    it.isDefault ||
    [ME, null].includes(it.assignedUserId) ||
    lastUsedId === it.id
  );
}

describe('N7: who may use which sender', () => {
  test('a sender is refused for the first of: not there, not theirs, not active', () => {
    const aUse = fc.record({
      actor: anActor,
      sender: fc.option(aLine('snd_a', fc.constantFrom(...channels))),
      channel: fc.constantFrom(...channels),
      lastUsedId: aLastUsed,
    });
    fc.assert(
      fc.property(aUse, (use) => {
        const { actor, sender, channel, lastUsedId } = use;
        const isThere = sender?.deletedAt === null && sender.channel === channel;
        const expected = [
          !isThere && 'sender_unknown',
          sender && isForeign(actor.role, sender, lastUsedId) && 'sender_not_allowed',
          !sender?.active && 'sender_inactive',
        ].find((code) => code);
        expect(whySenderRefused(use)).toBe(expected ?? null);
      }),
      { numRuns: 2_000 },
    );
  });

  test('N5: the list has what may be used and nothing else, with one selected at the most', () => {
    fc.assert(
      fc.property(anActor, lines, aLastUsed, (actor, senders, lastUsedId) => {
        const choices = decideSenderChoices(actor, senders, lastUsedId);
        const usable = senders.filter(
          (sender) => whySenderRefused({ actor, sender, channel: 'sms', lastUsedId }) === null,
        );
        const listed = choices.map(({ sender }) => sender.id);
        expect([...listed].sort()).toEqual(usable.map(({ id }) => id));
        for (const { sender, isDefault, isLastUsed, selected } of choices) {
          expect([isDefault, isLastUsed]).toEqual([sender.isDefault, sender.id === lastUsedId]);
          const last = usable.find(({ id }) => id === lastUsedId);
          const expected = last ?? usable.find((it) => it.isDefault);
          expect(selected).toBe(sender === expected);
        }
        const rank = ({ selected, isDefault }: (typeof choices)[number]) =>
          selected ? 0 : isDefault ? 1 : 2;
        const places = choices.map((it) => `${rank(it)} ${it.sender.name}\0${it.sender.id}`);
        expect(places).toEqual([...places].sort());
      }),
      { numRuns: 2_000 },
    );
  });

  test('what is chosen for a caller who chooses nothing is theirs to use', () => {
    fc.assert(
      fc.property(anActor, lines, aLastUsed, (actor, senders, lastUsedId) => {
        const usual = decideUsualSender(senders, lastUsedId);
        if (usual === null) return;
        expect(mayUseSender(actor, usual.sender, lastUsedId)).toBe(true);
        expect(usual.sender).toMatchObject({ active: true, deletedAt: null });
        const selected = decideSenderChoices(actor, senders, lastUsedId)[0];
        expect(selected).toMatchObject({ sender: usual.sender, selected: true });
      }),
      { numRuns: 2_000 },
    );
  });
});
