import type { Fault } from '#test/support/fakes/faults';

/** What vendors do to a message, each to as many of them. */
export const modes = [
  'refuses',
  'throttles',
  'breaks',
  'drops before accepting',
  'drops after accepting',
  'hangs before accepting',
  'hangs after accepting',
  'is slow',
  'answers garbage',
] as const;
export type Mode = (typeof modes)[number];

const SLOW_MS = 400;

/** By HTTP. */
export const httpFaults: Record<Mode, Fault> = {
  refuses: { kind: 'answer', status: 422 },
  throttles: { kind: 'answer', status: 429, retryAfterS: 1 },
  breaks: { kind: 'answer', status: 500 },
  'drops before accepting': { kind: 'drop_before_accept' },
  'drops after accepting': { kind: 'drop_after_accept' },
  'hangs before accepting': { kind: 'hang_before_accept' },
  'hangs after accepting': { kind: 'hang_after_accept' },
  'is slow': { kind: 'slow', ms: SLOW_MS },
  'answers garbage': { kind: 'garbage' },
};

/** By mail: a 4yz reply asks for another try, a 5yz reply at the end of the data refuses. */
export const mailFaults: Record<Mode, Fault> = {
  ...httpFaults,
  refuses: { kind: 'answer', status: 550 },
  throttles: { kind: 'answer', status: 450 },
  breaks: { kind: 'answer', status: 451, at: 'data' },
};
