import type { Servers } from './servers.ts';

/** How much of everything a run has. */
export interface Sizes {
  acceptSeconds: number;
  acceptConnections: number;
  punctualSeconds: number;
  punctualPerSecond: number;
  crowds: readonly number[];
  /** How long single messages go on after the instant of a crowd. */
  singlesSeconds: number;
  singlesPerSecond: number;
  naiveCrowd: number;
  pending: number;
  /** Messages that leave by a vendor's own client. */
  vendorCrowd: number;
  receiptsSeconds: number;
  receiptsPerSecond: number;
  /** What is listed and searched; a tenth as many in another workspace. */
  listedMessages: number;
  listRequests: number;
  /** Contacts with a history, and messages that are optimized for them. */
  engagedContacts: number;
  optimizedMessages: number;
  /** Recipients of the send-time simulator, half of them learned from; its seeds; decisions timed. */
  simulatedRecipients: number;
  simulatedSeeds: number;
  timedDecisions: number;
  /** Messages of one POST, against as many rows and jobs; that often. */
  bulkAccepted: number;
  bulkRounds: number;
  /** Messages of a batch that goes out, how long before its instant it is posted, and of the naive one. */
  bulkDrained: number;
  bulkLeadSeconds: number;
  bulkNaive: number;
  /** What goes on beside a batch: of each kind so many a second, for so long, that often. */
  besidePerSecond: number;
  besideSeconds: number;
  besideRounds: number;
  /** The batch beside which another workspace's messages are to be in time. */
  fairBatch: number;
  /** What endpoints are told while single messages go on. */
  toldEvents: number;
  importedLines: number;
  exportedMessages: number;
}

/** One line of the result. */
export interface Figure {
  /** Within the run: scenario and figure, as in `punctual.lateness_p99`. */
  name: string;
  value: number;
  unit: string;
  /** What it should be; left out where there is no aim. */
  aim?: Aim;
}

export type Aim =
  | { atMost: number }
  | { atLeast: number }
  | { below: number }
  | { exactly: number };

/** A text beside the figures. */
export interface Kept {
  name: string;
  text: string;
}

/** What a scenario works with. */
export interface Bench {
  servers: Servers;
  sizes: Sizes;
  log(line: string): void;
  /** Keeps a figure for the result. */
  note(figure: Figure): void;
  /** Keeps a text that explains the figures. */
  keep(text: Kept): void;
  /** The value of a figure that was noted before, if it was. */
  noted(name: string): number | undefined;
}

export interface Scenario {
  name: string;
  run(bench: Bench): Promise<void>;
}
