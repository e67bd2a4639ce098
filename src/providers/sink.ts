import { setTimeout as sleep } from 'node:timers/promises';
import type { FoundReport } from '#domain/look-up';
import type { Outcome } from '#domain/outcome';
import type { SinkFault } from '#domain/sender';
import type { OutboundMessage, Provider } from './provider.ts';

export interface SinkDeps {
  /** Keeps what would have been sent. @returns its id. @throws when it is not kept in time */
  record(message: OutboundMessage, timeoutMs: number): Promise<string>;
  /** What was kept of a message, and when. */
  find(message: { workspaceId: string; messageId: string }): Promise<SunkMessage | null>;
  /** 0 to 1: which messages a fault with a `rate` happens to. */
  random(): number;
}

export interface SunkMessage {
  id: string;
  deliveredAt: Date;
}

const SLOW_BY_DEFAULT_MS = 1_000;

/**
 * The provider for those who have none yet: it keeps messages instead of sending them, and
 * misbehaves as its sender's `settings.fault` says.
 */
export function createSink(deps: SinkDeps): Provider {
  return {
    async send(message, timeoutMs) {
      const fault = message.settings.fault;
      const isHit = fault !== undefined && deps.random() < (fault.rate ?? 1);
      const call = { deps, message, timeoutMs, beganMs: performance.now() };
      return isHit ? misbehave(call, fault) : accept(call);
    },
    async lookUp(question) {
      const sunk = await deps.find(question);
      return sunk ? { kind: 'found', report: toReport(sunk) } : { kind: 'none' };
    },
  };
}

interface Call {
  deps: SinkDeps;
  message: OutboundMessage;
  timeoutMs: number;
  beganMs: number;
}

async function misbehave(call: Call, fault: SinkFault): Promise<Outcome> {
  switch (fault.kind) {
    case 'fail':
      return { kind: 'refused', code: 'sink_fault', detail: 'the sink was told to fail' };
    case 'slow':
      return acceptSlowly(call, fault.ms ?? SLOW_BY_DEFAULT_MS);
    case 'timeout_after_accept':
      await accept(call);
      await keepWaiting(call, fault.ms ?? call.timeoutMs);
      return { kind: 'ambiguous', code: 'timeout' };
  }
}

/** Accepts at once and answers late, as a slow server does: who dies meanwhile cannot know. */
async function acceptSlowly(call: Call, answerMs: number): Promise<Outcome> {
  const outcome = await accept(call);
  await keepWaiting(call, answerMs);
  return answerMs > call.timeoutMs ? { kind: 'ambiguous', code: 'timeout' } : outcome;
}

/** No longer than the caller waits for the whole. */
async function keepWaiting({ timeoutMs, beganMs }: Call, ms: number): Promise<void> {
  const restMs = beganMs + timeoutMs - performance.now();
  await sleep(Math.max(0, Math.min(ms, restMs)));
}

async function accept({ deps, message, timeoutMs }: Call): Promise<Outcome> {
  return { kind: 'accepted', providerMessageId: await deps.record(message, timeoutMs) };
}

function toReport({ id, deliveredAt }: SunkMessage): FoundReport {
  const status = 'sent';
  const dedupeKey = `${id} ${status}`;
  const report = {
    vendor: 'sink',
    dedupeKey,
    dedupeKeys: [dedupeKey],
    status,
    code: null,
  } as const;
  return { ...report, providerMessageId: id, createdAt: deliveredAt, at: deliveredAt };
}
