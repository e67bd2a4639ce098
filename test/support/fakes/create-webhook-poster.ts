import { Agent, request as startRequest } from 'node:http';
import { text } from 'node:stream/consumers';

export interface Webhook {
  url: string;
  headers: Record<string, string>;
  body: string | Buffer;
}

/** A webhook, and what came of it. */
export interface PostedWebhook extends Webhook {
  /** Null where no answer came, and `error` says why. */
  status: number | null;
  answer: string | null;
  error: string | null;
}

export interface WebhookPoster {
  /** All that were answered or given up, in that order. */
  posts: readonly PostedWebhook[];
  /** Never throws: nobody at the other end is an outcome too. */
  post(webhook: Webhook): Promise<PostedWebhook>;
  /** Lets `whenIdle` wait for this too. */
  track<T>(work: Promise<T>): Promise<T>;
  whenIdle(): Promise<void>;
  /** Work that is due from now on, and begins when the function is called that this returns. */
  defer(work: () => Promise<void>): () => void;
  /** Breaks off what is under way, and posts nothing more. */
  stop(): void;
}

/** Twilio's patience, and more than a receiver on the loopback ever needs. */
const TIMEOUT_MS = 15_000;
/** Less than Node's servers keep an idle connection (5 s): none is used that was just closed. */
const IDLE_MS = 4_000;
const MOST_SOCKETS = 50;

/** Posts webhooks as vendors do, each once, and keeps what they were answered. */
export function createWebhookPoster(): WebhookPoster {
  const agent = new Agent({ keepAlive: true, maxSockets: MOST_SOCKETS, timeout: IDLE_MS });
  const posts: PostedWebhook[] = [];
  const underWay = new Set<Promise<unknown>>();
  const track = <T>(work: Promise<T>): Promise<T> => {
    const forget = () => underWay.delete(settled);
    const settled: Promise<unknown> = work.then(forget, forget);
    underWay.add(settled);
    return work;
  };
  let isStopped = false;
  const post = async (webhook: Webhook): Promise<PostedWebhook> => {
    const posted = await send(isStopped ? null : agent, webhook).then(
      (answered) => ({ ...webhook, ...answered, error: null }),
      (error) => ({ ...webhook, status: null, answer: null, error: String(error) }),
    );
    posts.push(posted);
    return posted;
  };
  return {
    posts,
    track,
    post: (webhook) => track(post(webhook)),
    async whenIdle() {
      while (underWay.size > 0) await Promise.all(underWay);
    },
    defer(work) {
      let begin = () => {};
      const begun = new Promise<void>((resolve) => {
        begin = resolve;
      });
      void track(begun.then(work));
      return begin;
    },
    stop() {
      isStopped = true;
      agent.destroy();
    },
  };
}

async function send(
  agent: Agent | null,
  webhook: Webhook,
): Promise<{ status: number; answer: string }> {
  if (agent === null) throw new Error('the fake has stopped');
  const { url, headers, body } = webhook;
  return new Promise((resolve, reject) => {
    const length = { 'content-length': Buffer.byteLength(body) };
    const request = startRequest(url, {
      agent,
      method: 'POST',
      timeout: TIMEOUT_MS,
      headers: { ...headers, ...length },
    });
    request.once('timeout', () => request.destroy(new Error('no answer in time')));
    request.once('error', reject);
    request.once('response', (response) => {
      const status = response.statusCode ?? 0;
      text(response).then((answer) => resolve({ status, answer }), reject);
    });
    request.end(body);
  });
}
