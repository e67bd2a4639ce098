/** Where in a mail session a server can refuse; at `data` it has read the message. */
export type SmtpStage = 'connect' | 'mail' | 'rcpt' | 'data';

/** Not accepted, and said so. By mail it is said at `rcpt`, unless `at` says where. */
export interface AnswerFault {
  kind: 'answer';
  status: number;
  /** The vendor's own, where it has any. */
  code?: number;
  retryAfterS?: number;
  at?: SmtpStage;
}

/** What a fake does instead of accepting a message and saying so. */
export type Fault =
  | AnswerFault
  /** The connection breaks off, and the message is not accepted. */
  | { kind: 'drop_before_accept' }
  /** The message is accepted, and the connection breaks off before the answer. */
  | { kind: 'drop_after_accept' }
  /** Not accepted, and never answered. */
  | { kind: 'hang_before_accept' }
  /** Accepted, and never answered. */
  | { kind: 'hang_after_accept' }
  /** Accepted at once, and answered so much later. */
  | { kind: 'slow'; ms: number }
  /** Accepted, and answered with what no client can read. */
  | { kind: 'garbage' };

/** Which requests a fake misbehaves on. */
export interface FaultScript {
  /** Faults of the next requests, one each. */
  next(...faults: Fault[]): void;
  /** The fault of every request for which none is queued, until told otherwise. */
  always(fault: Fault | null): void;
  /** As `always`, for a share of the requests: `rate` is 0 to 1, and so is what `random` draws. */
  share(fault: Fault, rate: number, random: () => number): void;
  /** What happens to requests for which none is queued, by what they say. */
  choose(pick: ((request: string) => Fault | null) | null): void;
  /**
   * The fault of this request. One that `isFor` declines stays for another.
   *
   * @param request its body; of a mail, its recipient.
   */
  take(isFor?: (fault: Fault) => boolean, request?: string): Fault | null;
}

/** A script without faults, so far. */
export function createFaultScript(): FaultScript {
  const queue: Fault[] = [];
  let choice: ((request: string) => Fault | null) | null = null;
  let standing: { fault: Fault; isHit(): boolean } | null = null;
  return {
    next(...faults) {
      queue.push(...faults);
    },
    always(fault) {
      standing = fault && { fault, isHit: () => true };
    },
    share(fault, rate, random) {
      standing = { fault, isHit: () => random() < rate };
    },
    choose(pick) {
      choice = pick;
    },
    take(isFor = () => true, request = '') {
      const [first] = queue;
      if (first !== undefined) return isFor(first) ? (queue.shift() ?? null) : null;
      const chosen = choice?.(request) ?? null;
      if (chosen !== null) return isFor(chosen) ? chosen : null;
      const isDue = standing !== null && isFor(standing.fault) && standing.isHit();
      return isDue ? (standing?.fault ?? null) : null;
    },
  };
}
