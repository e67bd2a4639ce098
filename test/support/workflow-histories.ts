import type { Client } from '@temporalio/client';
import { temporal } from '@temporalio/proto';

export type History = temporal.api.history.v1.IHistory;
const { History: HistoryType } = temporal.api.history.v1;

/** The history of a workflow's run; of its newest when no run is named. */
export async function fetchHistory(
  client: Client,
  workflowId: string,
  runId?: string,
): Promise<History> {
  return client.workflow.getHandle(workflowId, runId).fetchHistory();
}

// The SDK's own historyToJSON needs one protobufjs in the whole tree, which npm does not give it.
/** A history as JSON that a file can keep. */
export function toJson(history: History): string {
  const plain = HistoryType.toObject(HistoryType.fromObject(history), {
    bytes: String,
    enums: String,
    longs: String,
  });
  return JSON.stringify(plain, null, 1);
}

/** The way back from {@link toJson}. */
export function fromJson(json: string): temporal.api.history.v1.History {
  return HistoryType.fromObject(JSON.parse(json));
}

/**
 * All that can be read in a history: every field as text, and every payload decoded. What is not
 * in here is nowhere in Temporal.
 */
export function readableText(history: unknown): string {
  const texts: string[] = [];
  const visit = (value: unknown) => {
    if (value instanceof Uint8Array) texts.push(Buffer.from(value).toString('utf8'));
    else if (typeof value === 'string') texts.push(value, decodeBase64(value));
    else if (typeof value === 'object' && value !== null) {
      for (const [key, inner] of Object.entries(value)) {
        texts.push(key);
        visit(inner);
      }
    }
  };
  visit(history);
  return texts.join('\n');
}

function decodeBase64(text: string): string {
  return /^[A-Za-z0-9+/]+=*$/.test(text) ? Buffer.from(text, 'base64').toString('utf8') : '';
}
