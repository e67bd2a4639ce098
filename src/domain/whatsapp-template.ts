/** A warning on a message: it was accepted, and may not be what its sender meant. */
export interface TemplateWarning {
  code: string;
  detail: string;
}

/** What a provider knows of a WhatsApp template. */
export type TemplateState =
  | { kind: 'missing' }
  | {
      kind: 'found';
      /** In WhatsApp's words: `approved`, `pending`, `rejected` and others. */
      approval: string;
      /** What its texts ask to be filled in, and it has no default for. */
      placeholders: readonly string[];
    };

/** What is known of templates without asking anybody. */
export interface TemplateBook {
  /** Asks about a template, unless it was asked a while ago; never throws, and never takes long. */
  look(contentSid: string): Promise<void>;
  /** What the last look brought; `null`: nothing. */
  known(contentSid: string): TemplateState | null;
}

/** N8: what a provider would find wrong with a template message, as far as it lets us see. */
export function templateWarnings(
  state: TemplateState | null,
  contentVariables: Readonly<Record<string, string>> | null,
): TemplateWarning[] {
  if (state === null) return [];
  if (state.kind === 'missing') {
    return [
      { code: 'template_unknown', detail: 'the provider has no template of this contentSid' },
    ];
  }
  const missing = state.placeholders.filter((name) => contentVariables?.[name] === undefined);
  const warnings: TemplateWarning[] = [];
  if (state.approval !== 'approved') {
    const detail = `WhatsApp has not approved the template: ${state.approval}`;
    warnings.push({ code: 'template_not_approved', detail });
  }
  if (missing.length > 0) {
    const detail = `contentVariables lacks ${missing.join(', ')}`;
    warnings.push({ code: 'template_variables_missing', detail });
  }
  return warnings;
}
