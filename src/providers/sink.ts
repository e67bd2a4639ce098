import { setTimeout as sleep } from 'node:timers/promises';
import type { FoundReport } from '#domain/look-up';
import type { Outcome } from '#domain/outcome';
import type { SinkFault } from '#domain/sender';
import type { OutboundMessage, Provider } from './provider.ts';

export interface SinkDeps {
  /** Keeps what would have been sent, and answers with the id it is kept under. */
  record(message: OutboundMessage): Promise<string>;
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
      return isHit ? misbehave(deps, fault, message, timeoutMs) : accept(deps, message);
    },
    async lookUp(question) {
      const sunk = await deps.find(question);
      return sunk ? { kind: 'found', report: toReport(sunk) } : { kind: 'none' };
    },
  };
}

async function misbehave(
  deps: SinkDeps,
  fault: SinkFault,
  message: OutboundMessage,
  timeoutMs: number,
): Promise<Outcome> {
  switch (fault.kind) {
    case 'fail':
      return { kind: 'refused', code: 'sink_fault', detail: 'the sink was told to fail' };
    case 'slow':
      return acceptSlowly(deps, fault.ms ?? SLOW_BY_DEFAULT_MS, message, timeoutMs);
    case 'timeout_after_accept':
      await deps.record(message);
      await sleep(Math.min(fault.ms ?? timeoutMs, timeoutMs));
      return { kind: 'ambiguous', code: 'timeout' };
  }
}

/** Accepts at once and answers late, as a slow server does: who dies meanwhile cannot know. */
async function acceptSlowly(
  deps: SinkDeps,
  answerMs: number,
  message: OutboundMessage,
  timeoutMs: number,
): Promise<Outcome> {
  const outcome = await accept(deps, message);
  await sleep(Math.min(answerMs, timeoutMs));
  return answerMs > timeoutMs ? { kind: 'ambiguous', code: 'timeout' } : outcome;
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

async function accept(deps: SinkDeps, message: OutboundMessage): Promise<Outcome> {
  return { kind: 'accepted', providerMessageId: await deps.record(message) };
}
