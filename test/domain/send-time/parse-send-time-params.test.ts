import { expect, test } from 'vitest';
import { parseSendTimeParams } from '#domain/send-time/parse-send-time-params';
import { defaultParams } from '#domain/send-time/send-time-params';
import { hashParams } from '#send-times/hash-params';

const problemsOf = (value: unknown) => {
  const parsed = parseSendTimeParams(value);
  return parsed.kind === 'params' ? [] : parsed.problems;
};

test('O5: the shipped parameters are a document that is accepted as it is', () => {
  const document: unknown = JSON.parse(JSON.stringify(defaultParams));
  expect(parseSendTimeParams(document)).toEqual({ kind: 'params', params: defaultParams });
});

test('O5: everything wrong with a document is told at once, by pointer and rule', () => {
  const { kappa: _, ...withoutKappa } = defaultParams;
  const problems = problemsOf({
    ...withoutKappa,
    tau: 2,
    presence: 'yes',
    colour: 'red',
    'a/b': 1,
    gate: { ...defaultParams.gate, engagements: 2.5 },
    eventWeights: { open: 1, click: null, reply: 1, sms: 1 },
  });
  expect(problems.map(({ pointer, detail }) => `${pointer}: ${detail}`)).toEqual([
    '/kappa: kappa is required',
    '/eventWeights/click: eventWeights.click must be from 0 to 10, got null',
    '/eventWeights/sms: eventWeights.sms is not a parameter',
    '/presence: presence must be true or false, got "yes"',
    '/tau: tau must be from 0.5 to 1, got 2',
    '/gate/engagements: gate.engagements must be a whole number from 1 to 1000, got 2.5',
    '/colour: colour is not a parameter',
    '/a~1b: a~1b is not a parameter',
  ]);
});

test.each([null, undefined, 3, 'text', [], [defaultParams]])('%j is no document', (value) => {
  expect(problemsOf(value)).toEqual([
    { pointer: '', detail: expect.stringMatching(/^the document must be an object, got /) },
  ]);
});

test('numbers that are none, and names that every object has, are refused', () => {
  for (const tau of [Number.NaN, Number.POSITIVE_INFINITY, '0.95', null]) {
    expect(problemsOf({ ...defaultParams, tau })).toHaveLength(1);
  }
  expect(problemsOf({ ...defaultParams, constructor: 1, toString: 2 })).toHaveLength(2);
  expect(problemsOf(JSON.parse('{"__proto__": 1}'))).toContainEqual({
    pointer: '/__proto__',
    detail: '__proto__ is not a parameter',
  });
});

test('the day mix sums to 1, and ages of presence rise', () => {
  const dayMix = { weekday: 0.5, dayClass: 0.5, all: 0.5 };
  const late = { untilHours: 8, factor: 1 };
  expect(problemsOf({ ...defaultParams, dayMix, presenceByAge: [late, late] })).toEqual([
    { pointer: '/dayMix', detail: 'dayMix must sum to 1, got 1.5' },
    { pointer: '/presenceByAge', detail: 'presenceByAge must rise by untilHours' },
  ]);
});

test('a hash names what a document says, in whatever order, in 16 characters', () => {
  const { tau, gate, ...others } = defaultParams;
  const reordered = { gate: Object.fromEntries(Object.entries(gate).reverse()), tau, ...others };
  expect(hashParams(reordered as typeof defaultParams)).toBe(hashParams(defaultParams));
  expect(hashParams(defaultParams)).toMatch(/^[0-9a-f]{16}$/);
  expect(hashParams({ ...defaultParams, tau: 0.9 })).not.toBe(hashParams(defaultParams));
});

test('some kind of event counts: else nobody would have a history', () => {
  const none = { open: 0, click: 0, reply: 0 };
  expect(problemsOf({ ...defaultParams, eventWeights: none })).toEqual([
    { pointer: '/eventWeights', detail: 'eventWeights must not all be 0' },
  ]);
  expect(problemsOf({ ...defaultParams, eventWeights: { ...none, reply: 1 } })).toEqual([]);
});
