import type { ZoneRules } from '#domain/time-zone';

/** What the verbs on messages need beside their scope. */
export interface MessageDeps {
  zoneRules: ZoneRules;
}
