import { AsyncLocalStorage } from 'node:async_hooks';
import type { TemplateBook, TemplateState } from '#domain/whatsapp-template';
import { createShortMemory } from './short-memory.ts';
import { createTwilioClient, TwilioRefusal, type TwilioSettings } from './twilio-client.ts';
import { withDeadline } from './with-deadline.ts';

/** An approval comes once a template; what is missing may be made any moment. */
const KEPT_MS = { found: 5 * 60_000, missing: 30_000 };
const MOST_KEPT = 1_000;
/** Whoever posts a message waits for it. */
const TIMEOUT_MS = 1_000;
const placeholder = /\{\{\s*([^{}\s]{1,64})\s*\}\}/g;
const WORD = /^[a-z_]{1,40}$/;

/**
 * What Twilio knows of templates, remembered for minutes.
 * https://www.twilio.com/docs/content/content-api-resources
 */
export function createTwilioTemplates(settings: TwilioSettings): TemplateBook {
  // The client hands no signal on: each call finds its own by where it was made.
  const signals = new AsyncLocalStorage<AbortSignal>();
  const client = createTwilioClient(settings, () => signals.getStore());
  const memory = createShortMemory<TemplateState>(MOST_KEPT);
  const asked = new Map<string, Promise<void>>();
  return {
    known: memory.recall,
    async look(sid) {
      if (memory.recall(sid)) return;
      const asking =
        asked.get(sid) ??
        withDeadline(TIMEOUT_MS, (signal) => signals.run(signal, () => ask(client, sid)))
          .then((state) => memory.keep(sid, state, KEPT_MS[state.kind]))
          // Nobody to ask is no reason to refuse a message: it goes without a warning.
          .catch(() => {})
          .finally(() => asked.delete(sid));
      asked.set(sid, asking);
      await asking;
    },
  };
}

async function ask(
  client: ReturnType<typeof createTwilioClient>,
  sid: string,
): Promise<TemplateState> {
  const content = client.content.v1.contents(sid);
  try {
    const [template, { whatsapp }] = await Promise.all([
      content.fetch(),
      content.approvalFetch().fetch(),
    ]);
    const approval = String(whatsapp?.status ?? 'unsubmitted');
    return {
      kind: 'found',
      approval: WORD.test(approval) ? approval : 'unknown',
      placeholders: findPlaceholders(template.types, template.variables),
    };
  } catch (error) {
    if (error instanceof TwilioRefusal && error.answer.status === 404) return { kind: 'missing' };
    throw error;
  }
}

function findPlaceholders(types: unknown, defaults: unknown): string[] {
  const texts = JSON.stringify(types ?? {});
  const names = new Set([...texts.matchAll(placeholder)].map((match) => match[1] ?? ''));
  const given = typeof defaults === 'object' && defaults !== null ? Object.keys(defaults) : [];
  return [...names].filter((name) => !given.includes(name)).sort();
}
