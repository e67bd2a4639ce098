import type { ZoneRules } from '#domain/time-zone';
import type { TemplateBook } from '#domain/whatsapp-template';

/** What the verbs on messages need beside their scope. */
export interface MessageDeps {
  zoneRules: ZoneRules;
  /** Where no provider lets us see its templates there is none. */
  templates?: TemplateBook | undefined;
}
