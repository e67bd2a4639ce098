import { proxyActivities, sleep } from '@temporalio/workflow';
import type { NaiveActivities } from './naive-process.ts';

export interface NaiveInput {
  messageId: string;
  version: number;
  dueAtMs: number;
}

const { sendMessage } = proxyActivities<NaiveActivities>({ startToCloseTimeout: '1 minute' });

/** The design that one writes first: sleep until the send time, then send. */
export async function naiveMessage(input: NaiveInput): Promise<void> {
  await sleep(input.dueAtMs - Date.now());
  await sendMessage(input);
}
