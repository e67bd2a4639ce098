import type { HttpDeps } from './http-deps.ts';

// A batch has a few, and the caller waits while their provider is asked.
const TEMPLATES_MAX = 20;

/** N8: so that the verbs find the messages' templates known. */
export async function lookAtTemplates(
  { messageDeps }: HttpDeps,
  messages: Iterable<{ contentSid?: string | null | undefined }>,
): Promise<void> {
  const { templates } = messageDeps;
  if (!templates) return;
  const named = new Set<string>();
  for (const { contentSid } of messages) if (contentSid) named.add(contentSid);
  await Promise.all([...named].slice(0, TEMPLATES_MAX).map((id) => templates.look(id)));
}
