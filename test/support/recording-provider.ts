import type { Outcome } from '#domain/outcome';
import type { OutboundMessage, Provider } from '#providers/provider';

export interface RecordedCall {
  message: OutboundMessage;
  /** By the system's clock. */
  atMs: number;
}

export interface RecordingProvider extends Provider {
  calls: RecordedCall[];
  callsFor(messageId: string): RecordedCall[];
  /** What the next calls are answered; `accepted` when nobody says. */
  answerWith(answer: (message: OutboundMessage) => Outcome | Promise<Outcome>): void;
  /** Answers wait until `release` is called. */
  hold(): { release(): void };
}

/** A provider that keeps what it was given, and answers as it is told. */
export function createRecordingProvider(
  clock: { nowMs(): number } = { nowMs: Date.now },
): RecordingProvider {
  const calls: RecordedCall[] = [];
  let answer = (message: OutboundMessage): Outcome | Promise<Outcome> => accepted(message);
  let gate: Promise<void> = Promise.resolve();
  return {
    calls,
    callsFor: (messageId) => calls.filter((call) => call.message.messageId === messageId),
    answerWith(next) {
      answer = next;
    },
    hold() {
      let release = () => {};
      gate = new Promise((resolve) => {
        release = resolve;
      });
      return { release };
    },
    async send(message) {
      calls.push({ message, atMs: clock.nowMs() });
      await gate;
      return answer(message);
    },
  };
}

/** A provider's yes. */
export function accepted(message: OutboundMessage): Outcome {
  return { kind: 'accepted', providerMessageId: `rec_${message.messageId}_${message.attempt}` };
}

/** Answers one call after another from a list, and `accepted` once it is used up. */
export function inTurn(...outcomes: Outcome[]): (message: OutboundMessage) => Outcome {
  const left = [...outcomes];
  return (message) => left.shift() ?? accepted(message);
}
