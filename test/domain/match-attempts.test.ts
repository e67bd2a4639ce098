import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PROVIDER_TIMEOUT_MS } from '#domain/delivery';
import { findOwn } from '#domain/match-attempts';

const beganAtMs = Date.parse('2027-01-15T09:00:00Z');
const at = (seconds: number) => new Date(beganAtMs + seconds * 1_000);
const attempt = (messageId: string, seconds: number) => ({ messageId, startedAt: at(seconds) });
const taken = (sid: string, seconds: number) => ({ sid, createdAt: at(seconds) });

describe('whose a message is that the provider took', () => {
  test('of one attempt and one candidate it is clear', () => {
    expect(findOwn('a', [attempt('a', 0)], [taken('SM1', 1)])?.sid).toBe('SM1');
  });

  test.each([
    [-5, true],
    [-5.001, false],
    [PROVIDER_TIMEOUT_MS / 1_000 + 60, true],
    [PROVIDER_TIMEOUT_MS / 1_000 + 60.001, false],
  ])('taken %d s after the attempt began: %s', (seconds, isOwn) => {
    expect(findOwn('a', [attempt('a', 0)], [taken('SM1', seconds)]) !== null).toBe(isOwn);
  });

  test('twins get one each, in their order', () => {
    const attempts = [attempt('a', 0), attempt('b', 20)];
    const candidates = [taken('SM2', 21), taken('SM1', 1)];
    expect(findOwn('a', attempts, candidates)?.sid).toBe('SM1');
    expect(findOwn('b', attempts, candidates)?.sid).toBe('SM2');
  });

  test('of twins of which one was taken, it is the one that was tried last before', () => {
    const attempts = [attempt('a', 0), attempt('b', 20), attempt('c', 40)];
    const one = [taken('SM1', 21)];
    const owners = ['a', 'b', 'c'].filter((id) => findOwn(id, attempts, one) !== null);
    expect(owners).toEqual(['b']);
  });

  test('a message that was tried several times has whichever was taken', () => {
    const attempts = [attempt('a', 0), attempt('a', 200)];
    expect(findOwn('a', attempts, [taken('SM1', 201)])?.sid).toBe('SM1');
  });

  test('nobody gets what is nobody\u2019s, and no two get the same', () => {
    const seconds = fc.integer({ min: 0, max: 200 });
    fc.assert(
      fc.property(fc.array(seconds, { maxLength: 8 }), fc.array(seconds), (tried, accepted) => {
        const attempts = tried.map((second, index) => attempt(`msg ${index}`, second));
        const candidates = accepted.map((second, index) => taken(`SM${index}`, second));
        const found = attempts
          .map(({ messageId }) => findOwn(messageId, attempts, candidates)?.sid)
          .filter((sid) => sid !== undefined);
        expect(new Set(found).size).toBe(found.length);
        expect(found.length).toBeLessThanOrEqual(candidates.length);
      }),
    );
  });
});
