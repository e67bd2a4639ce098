import type { DemoClient } from './create-client.ts';

/** What every scene of the demo works with. */
export interface Stage {
  client: DemoClient;
  /** Ids of senders of provider `sink`: nothing leaves the house. */
  senders: { email: string; sms: string };
  /** Tells what happens, the moment it happens. */
  tell(scene: string, line: string): void;
}

/** What came of a message. */
export interface Outcome {
  what: string;
  ok: boolean;
  detail: string;
}
